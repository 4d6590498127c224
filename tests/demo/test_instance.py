import orjson
import pytest

from tandem.demo.clients import Address, HttpPool, InstanceUnknown, locate, must_answer
from tandem.settings import get_settings


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    monkeypatch.setenv("TANDEM_PORT", "8765")
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


def test_without_anything_running_the_settings_count(home):
    assert locate().address.origin == "http://127.0.0.1:8765"


def test_a_running_instance_has_noted_its_address(home):
    (home / "run").mkdir()
    (home / "run" / "url").write_text("http://127.0.0.1:34567\n")
    assert locate().address.port == 34567
    assert locate("https://chat.example.com").address == Address("https", "chat.example.com", 443)


def test_pids_are_read_by_name(home):
    (home / "run").mkdir()
    (home / "run" / "api-1.pid").write_text("12\n")
    (home / "run" / "postgres.pid").write_text("13 etc")
    (home / "run" / "broken.pid").write_text("")
    assert locate().pids() == {"api-1": 12, "postgres": 13}


def test_log_ins_by_role_in_order(home):
    (home / "secrets").mkdir()
    entries = [
        {"username": "agent02", "password": "b", "roles": ["agent"], "name": "乙"},
        {"username": "agent01", "password": "a", "roles": ["agent"], "name": "甲"},
        {"username": "supervisor01", "password": "c", "roles": ["agent", "supervisor"], "name": "丙"},
    ]
    (home / "secrets" / "demo-logins.json").write_bytes(orjson.dumps(entries))
    assert [one.name for one in locate().logins("agent")] == ["甲", "乙", "丙"]
    assert [one.username for one in locate().logins("supervisor")] == ["supervisor01"]
    with pytest.raises(InstanceUnknown, match="no log-in with the role 'admin'"):
        locate().logins("admin")


@pytest.mark.parametrize("url", ["ftp://a", "http://", "file:///etc"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match="not an http"):
        Address.parse(url)


@pytest.mark.parametrize(
    ("count", "last", "expected"),
    [
        (1, False, ["a1"]),
        (2, False, ["a1", "o1"]),
        (4, False, ["a1", "a2", "a3", "o1"]),
        (4, True, ["a4", "a5", "a6", "o2"]),
        (8, True, ["a1", "a2", "a3", "a4", "a5", "a6", "o1", "o2"]),
    ],
)
def test_agents_are_mixed_so_that_every_queue_is_served(home, count, last, expected):
    (home / "secrets").mkdir()
    roles = {f"a{n}": "agent" for n in range(1, 7)} | {f"o{n}": "complaint_officer" for n in (1, 2)}
    entries = [{"username": name, "password": "x", "roles": [role]} for name, role in roles.items()]
    (home / "secrets" / "demo-logins.json").write_bytes(orjson.dumps(entries))
    assert [one.username for one in locate().agents(count, last=last)] == expected
    with pytest.raises(InstanceUnknown, match="has 8 agents, 9 were asked for"):
        locate().agents(9)


async def test_when_nothing_answers_it_is_said_at_once(unused_tcp_port):
    with pytest.raises(InstanceUnknown, match=f"nothing answers at http://127.0.0.1:{unused_tcp_port}"):
        await must_answer(HttpPool(Address("http", "127.0.0.1", unused_tcp_port)))
