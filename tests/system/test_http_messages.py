"""Messages and the home page over HTTP: in the reader's language, acted on (二.1, 二.4(5))."""

from typing import Any

from tests.system.visitors import Register, Visitor

API = "/api/v1"


def of_employment(visitor: Visitor, query: str = "", **more: Any) -> list[dict[str, Any]]:
    found = visitor.get(f"/messages?category=employment{query}", **more).json()["items"]
    assert isinstance(found, list)
    return found


def test_a_message_leads_to_its_offer_and_to_the_answer(register: Register) -> None:
    enterprise, person = register.enterprise(), register.person()
    offer = enterprise.post("/offers", dict(person.proof)).json()
    register.settle()
    [message] = of_employment(person, "&needs_action=true")
    assert message["title"] == "You have received an offer of employment"
    assert person.get(message["link"]["path"].removeprefix(API)).json()["offer"] == offer
    accept = message["actions"][0]
    assert (accept["code"], accept["method"]) == ("accept_offer", "POST")
    person.post(accept["path"].removeprefix(API))
    register.settle()
    assert of_employment(person, "&needs_action=true") == []
    [told] = of_employment(enterprise)
    assert told["code"] == "offer_accepted"


def test_a_message_speaks_the_reader_s_language_unless_another_is_named(
    register: Register,
) -> None:
    person = register.person()
    register.settle()
    in_chinese = {"Accept-Language": "zh-CN,en;q=0.5"}
    [message] = person.get("/messages", headers=in_chinese).json()["items"]
    assert message["title"] == "实名认证已通过"
    path = f"/messages/{message['id']}"
    assert person.get(path).json()["title"] == "Your real name is proved"
    named = person.get(f"{path}?language=en", headers=in_chinese).json()
    assert named["title"] == "Your real name is proved"


def test_what_is_read_is_counted_no_more(register: Register) -> None:
    person = register.person()
    register.settle()
    [message] = person.get("/messages").json()["items"]
    unread = [{"category": "system", "unread": 1, "needs_action": 0}]
    assert person.get("/messages/unread").json()["items"] == unread
    assert register.person().fails("GET", f"/messages/{message['id']}")[0] == 404
    person.post("/messages/read", {"messages": [message["id"]]})
    assert person.get("/messages/unread").json()["items"] == []
    person.post("/messages/read-all", {"up_to": message["id"]})
    assert person.get("/messages?is_read=true").json()["items"][0]["read_at"] is not None


def test_a_home_page_is_put_together_from_several_services(register: Register) -> None:
    person, authority = register.person(), register.staff()
    article = {"kind": "notice", "title": "停机通知", "text": "今晚维护。"}
    made = authority.post("/articles", article).json()
    record = {
        "person": person.account["person"],
        "kind": "good",
        "title": "抢险表彰",
        "happened_on": "2024-03-15",
    }
    entered = authority.post("/integrity-records", record).json()
    register.settle()
    home = person.get("/person/home").json()
    assert home["figures"]["years"] == home["figures"]["open_cases"] == 0
    assert home["unread"] == [{"category": "system", "unread": 2, "needs_action": 0}]
    assert home["integrity_records"] == [entered]
    assert [each["id"] for each in home["notices"]] == [made["id"]]
    assert home["public_information"] == []
    assert register.stranger().get(f"/articles/{made['id']}").json() == made
    assert register.enterprise().fails("GET", "/person/home") == (403, "NOT_ALLOWED")
