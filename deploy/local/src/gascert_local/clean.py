"""`make clean`: what servers keep outside the checkout, where it is closed to their users."""

import shutil

from gascert_local.places import servers_folder

if __name__ == "__main__":
    shutil.rmtree(servers_folder(), ignore_errors=True)
