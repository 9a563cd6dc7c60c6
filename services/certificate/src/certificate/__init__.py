"""Certificate: certificates, their versions, exam results and issuance."""
