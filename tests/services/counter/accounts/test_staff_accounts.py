"""Accounts and sessions: what an admin may change, what ends a session, the first admin, and throttling."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest
import requests
from argon2 import PasswordHasher

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S
from services.counter.accounts import tries
from services.counter.accounts.accounts import FIRST_CODE_LENGTH, Accounts
from services.counter.accounts.hashing import Argon2Hasher
from services.counter.accounts.passwords import Source
from services.counter.refusals import SignInWait, SignInWrong
from services.staff import sessions
from services.staff.account import Account, no_record
from services.staff.permissions import ROLES
from services.staff.refusals import AccountOff
from services.staff.sessions import Session
from waitingroom.devices.pairing import CODE_LETTERS
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.rate_limiter import ProcessCounts, RateLimiter
from waitingroom.refusals import KeyReused

HERE, ELSEWHERE = (Source(f"address:{a}", f"address:{a}", False) for a in ("192.0.2.1", "192.0.2.66"))


def fresh(name: str) -> str:
    """Return a user name that no other test of this hall uses."""
    return f"{name}-{uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> Clerk:
    return hall.staff("admin", name=fresh("admin"))


def make(hall: RunningHall, name: str, *options: str) -> Clerk:
    completed = hall.antre("staff", "add", name, *options)
    assert completed.returncode == 0, completed.stderr
    return hall.clerk(name, completed.stdout.split()[1])


def ask(
    clerk: Clerk, hall: RunningHall, method: str, path: str, body: object = None, *, key: str | None = None
) -> requests.Response:
    return clerk.http.request(
        method, f"{hall.counters}{path}", json=body, timeout=PATIENCE_S,
        headers={"Accept-Language": "en"} | ({"Idempotency-Key": key} if key else {}),
    )  # fmt: skip


def save(admin: Clerk, hall: RunningHall, name: str, **account: Any) -> requests.Response:
    return ask(admin, hall, "POST", f"/staff/{name}", {"roles": ["clerk"]} | account)


def listed(admin: Clerk, hall: RunningHall, name: str) -> dict[str, Any]:
    accounts = ask(admin, hall, "GET", "/staff").json()["staff"]
    return next(account for account in accounts if account["username"] == name)


def audited(admin: Clerk, hall: RunningHall, name: str) -> list[dict[str, Any]]:
    changes = ask(admin, hall, "GET", "/audit").json()["changes"]
    return [change for change in changes if any(line["id"] == name for line in change["lines"])]


def test_the_session_says_what_its_roles_may(hall: RunningHall) -> None:
    siti = hall.staff("clerk", name=fresh("siti"), calls_numbers=True)

    account = ask(siti, hall, "GET", "/session").json()["staff"]

    assert {"next", "undo", "counter"} <= set(account["may"])
    assert not {"release", "house", "staff"} & set(account["may"])
    assert account["calls_numbers"] is True


def test_a_new_account_gets_a_password_once_and_signs_in_with_it(hall: RunningHall, admin: Clerk) -> None:
    name = fresh("budi")

    made = save(admin, hall, name, agencies=["dukcapil"], calls_numbers=True).json()
    again = save(admin, hall, name, agencies=["dukcapil"], calls_numbers=True).json()

    assert hall.clerk(name, made["password"])
    assert "password" not in again
    assert "password_hash" not in json.dumps(again)
    assert made["account"]["agencies"] == ["dukcapil"]


def test_an_account_of_an_agency_that_is_not_there_is_refused(hall: RunningHall, admin: Clerk) -> None:
    response = save(admin, hall, fresh("budi"), agencies=["nowhere"])

    assert (response.status_code, response.json()["slug"]) == (404, "unknown-agency")


@pytest.mark.parametrize("name", ["A", "a", "with space", "x" * 40, "ünïcode"])
def test_a_user_name_is_plain_letters(hall: RunningHall, admin: Clerk, name: str) -> None:
    assert save(admin, hall, name).status_code == 422


def test_a_change_of_roles_ends_the_sessions_and_they_are_told_when(hall: RunningHall, admin: Clerk) -> None:
    name = fresh("siti")
    siti = hall.staff("clerk", name=name)

    save(admin, hall, name, roles=["reception"])
    response = ask(siti, hall, "GET", "/session")

    assert (response.status_code, response.json()["slug"]) == (401, "session-forced")
    assert re.fullmatch(
        r"An admin signed this account out at \d\d\.\d\d\. Ask an admin if needed\.",
        response.json()["detail"],
    )
    assert siti.press("9", "open").json()["slug"] == "session-forced"


def test_saving_an_account_as_it_is_ends_no_session_and_records_nothing(
    hall: RunningHall, admin: Clerk
) -> None:
    name = fresh("siti")
    siti = hall.staff("clerk", name=name)
    before = audited(admin, hall, name)

    save(admin, hall, name, roles=["clerk"])

    assert ask(siti, hall, "GET", "/session").status_code == 200
    assert audited(admin, hall, name) == before


def test_an_account_switched_off_is_out_and_stays_out(hall: RunningHall, admin: Clerk) -> None:
    name = fresh("siti")
    password = save(admin, hall, name).json()["password"]
    siti = hall.clerk(name, password)

    save(admin, hall, name, active=False)
    response = ask(siti, hall, "GET", "/session")
    again = requests.post(
        f"{hall.counters}/session", json={"username": name, "password": password}, timeout=PATIENCE_S
    )

    assert (response.status_code, response.json()["slug"]) == (401, "account-off")
    assert (again.status_code, again.json()["slug"]) == (401, "account-off")
    assert again.json()["detail"] == "Akun ini tidak aktif. Hubungi admin."


def test_that_an_account_is_off_is_told_only_to_who_knows_its_password(
    hall: RunningHall, admin: Clerk
) -> None:
    name = fresh("siti")
    save(admin, hall, name, active=False)

    response = requests.post(
        f"{hall.counters}/session", json={"username": name, "password": "a guess"}, timeout=PATIENCE_S
    )

    assert response.json()["slug"] == "sign-in-wrong"


def test_an_admin_sees_sessions_and_ends_one_or_all(hall: RunningHall, admin: Clerk) -> None:
    name = fresh("siti")
    password = save(admin, hall, name).json()["password"]
    one, two = hall.clerk(name, password), hall.clerk(name, password)
    sessions = listed(admin, hall, name)["sessions"]

    ended = ask(admin, hall, "POST", f"/staff/{name}/sign-out", {"session": sessions[0]["id"]}).json()
    left = [ask(clerk, hall, "GET", "/session").status_code for clerk in (one, two)]
    ask(admin, hall, "POST", f"/staff/{name}/sign-out")

    assert len(sessions) == 2
    assert ended["sessions"] == 1
    assert sorted(left) == [200, 401]
    assert [ask(clerk, hall, "GET", "/session").status_code for clerk in (one, two)] == [401, 401]
    assert listed(admin, hall, name)["sessions"] == []
    assert hall.clerk(name, password)


def test_a_session_that_was_left_is_no_longer_listed(hall: RunningHall, admin: Clerk) -> None:
    name = fresh("siti")
    siti = hall.staff("clerk", name=name)
    siti.http.delete(f"{hall.counters}/session", timeout=PATIENCE_S)

    assert listed(admin, hall, name)["sessions"] == []


def test_a_new_password_by_the_admin_ends_the_sessions(hall: RunningHall, admin: Clerk) -> None:
    name = fresh("siti")
    siti = hall.staff("clerk", name=name)

    new_password = ask(admin, hall, "POST", f"/staff/{name}/password").json()["password"]

    assert ask(siti, hall, "GET", "/session").status_code == 401
    assert hall.clerk(name, new_password)


def test_one_changes_ones_own_password_and_stays_signed_in_here_alone(
    hall: RunningHall, admin: Clerk
) -> None:
    name = fresh("siti")
    old = save(admin, hall, name).json()["password"]
    here, there = hall.clerk(name, old), hall.clerk(name, old)

    short = ask(here, hall, "POST", "/session/password", {"old": old, "new": "short"})
    weak = ask(here, hall, "POST", "/session/password", {"old": old, "new": "bismillah123"})
    wrong = ask(here, hall, "POST", "/session/password", {"old": "wrong", "new": "long enough now"})
    done = ask(here, hall, "POST", "/session/password", {"old": old, "new": "long enough now"})

    assert (short.status_code, short.json()["slug"]) == (422, "password-short")
    assert (weak.status_code, weak.json()["slug"]) == (422, "password-weak")
    assert (wrong.status_code, wrong.json()["slug"]) == (403, "password-wrong")
    assert done.status_code == 200
    assert ask(here, hall, "GET", "/session").status_code == 200
    assert hall.clerk(name, "long enough now")
    response = ask(there, hall, "GET", "/session")
    assert (response.status_code, response.json()["slug"]) == (401, "password-changed")
    assert re.fullmatch(
        r"This account's password was changed elsewhere at \d\d\.\d\d\. Sign in with the new one\. .*",
        response.json()["detail"],
    )


def test_a_retry_of_an_own_new_password_is_known_by_its_key_and_changes_nothing_more(
    hall: RunningHall, admin: Clerk
) -> None:
    """The first response was lost and the page retries, when the old password is no longer valid."""
    name = fresh("siti")
    old = save(admin, hall, name).json()["password"]
    siti = hall.clerk(name, old)
    wish = {"old": old, "new": "long enough now"}
    first = ask(siti, hall, "POST", "/session/password", wish, key="k1")
    beside = hall.clerk(name, "long enough now")

    again = ask(siti, hall, "POST", "/session/password", wish, key="k1")
    other = ask(siti, hall, "POST", "/session/password", wish | {"new": "another one now"}, key="k1")
    new_press = ask(siti, hall, "POST", "/session/password", wish, key="k2")
    no_key = ask(siti, hall, "POST", "/session/password", wish)

    assert (first.status_code, again.status_code, again.json()) == (200, 200, first.json())
    assert (other.status_code, other.json()["slug"]) == (422, "key-reused")
    assert [response.json()["slug"] for response in (new_press, no_key)] == ["password-wrong"] * 2
    assert hall.clerk(name, "long enough now")
    assert ask(beside, hall, "GET", "/session").status_code == 200
    fields = [line["field"] for change in audited(admin, hall, name) for line in change["lines"]]
    assert fields.count("own-password") == 1


def test_a_key_that_is_known_is_no_way_to_guess_a_password(quiet: OwnAccounts) -> None:
    """A retry is recognised by the new password, so a wrong one counts as a failed attempt."""
    password = quiet.accounts.add("siti", roles=("clerk",))
    token, session = quiet.accounts.sign_in("siti", password, source=HERE)

    def change(new: str) -> None:
        quiet.accounts.change_own_password(session, token, password, new, key="k1", record=no_record)

    change("long enough now")
    for n in range(tries.FREE_MAX + 1):
        with pytest.raises(KeyReused):
            change(f"a guess, number {n}")

    with pytest.raises(SignInWait):
        change("long enough now")


def test_every_change_is_in_the_audit_log_with_who_and_what_was_before_and_no_password(
    hall: RunningHall, admin: Clerk
) -> None:
    name = fresh("siti")
    password = save(admin, hall, name).json()["password"]
    save(admin, hall, name, roles=["clerk", "supervisor"])
    changed, created = audited(admin, hall, name)[:2]

    by = ask(admin, hall, "GET", "/session").json()["staff"]["username"]
    assert [c["by"] for c in (changed, created)] == [by, by]
    assert changed["lines"] == [
        {"section": "staff", "id": name, "field": "roles", "before": ["clerk"], "after": ["clerk", "supervisor"]}
    ]  # fmt: skip
    assert created["lines"][0]["before"] is None
    dumped = json.dumps([changed, created])
    assert password not in dumped
    assert "argon2" not in dumped


def test_the_command_is_audited_too(hall: RunningHall, admin: Clerk) -> None:
    name = fresh("siti")
    make(hall, name, "--role", "clerk")

    assert [change["by"] for change in audited(admin, hall, name)] == ["command"]


def test_the_last_admin_keeps_the_role(own_hall: RunningHall) -> None:
    hall = own_hall
    demo = hall.ready["staff"]["username"]
    maria = hall.staff("admin", name="maria")
    save(maria, hall, demo, roles=["clerk"])

    answers = [
        save(maria, hall, "maria", roles=["clerk"]),
        save(maria, hall, "maria", roles=["admin"], active=False),
    ]
    off = hall.antre("staff", "off", "maria")

    assert [(a.status_code, a.json()["slug"]) for a in answers] == [(409, "last-admin")] * 2
    assert off.returncode == 1
    assert "last active admin" in off.stderr
    assert ask(maria, hall, "GET", "/staff").status_code == 200


def test_the_first_admin_comes_by_a_code_that_works_once(hall: RunningHall) -> None:
    completed = hall.antre("staff", "first-admin")
    code, name = completed.stdout.split()[0], fresh("first")
    wish = {"code": code.lower(), "username": name, "password": "a long enough one"}

    def post(**other: str) -> requests.Response:
        return requests.post(f"{hall.counters}/first-admin", json=wish | other, timeout=PATIENCE_S)

    wrong, short, weak = post(code="AAAA-BBBB-CCCC"), post(password="short"), post(password="aaaaaaaaaaaa")
    taken = post(username=hall.ready["staff"]["username"])
    done, again = post(), post(username=fresh("second"))

    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", code)
    assert (wrong.status_code, wrong.json()["slug"]) == (401, "first-wrong")
    assert (short.status_code, short.json()["slug"]) == (422, "password-short")
    assert (weak.status_code, weak.json()["slug"]) == (422, "password-weak")
    assert (taken.status_code, taken.json()["slug"]) == (409, "name-taken")
    assert done.json()["staff"]["roles"] == ["admin"]
    assert "HttpOnly" in done.headers["Set-Cookie"]
    assert (again.status_code, again.json()["slug"]) == (401, "first-wrong")
    assert again.json()["detail"].startswith("Kode tidak cocok atau sudah dipakai.")


def test_the_command_lists_and_switches_off(hall: RunningHall) -> None:
    name = fresh("budi")
    budi = make(hall, name, "--role", "clerk", "--agency", "dukcapil")

    before = hall.antre("staff", "list").stdout
    assert hall.antre("staff", "off", name).returncode == 0
    after = hall.antre("staff", "list").stdout

    assert f"{name}  clerk  dukcapil\n" in before
    assert f"{name}  clerk  dukcapil  off\n" in after
    assert ask(budi, hall, "GET", "/session").json()["slug"] == "account-off"


class OwnAccounts:
    """The accounts of a house with a Redis of its own."""

    def __init__(self, store: RedisStore) -> None:
        self.vault = Vault(store)
        self.accounts = Accounts(self.vault, 60, lambda: 1_000)


@pytest.fixture
def quiet(redis_store: RedisStore) -> OwnAccounts:
    return OwnAccounts(redis_store)


def test_accounts_and_sessions_of_an_earlier_program_still_work(quiet: OwnAccounts) -> None:
    old = {
        "username": "siti",
        "password_hash": PasswordHasher().hash("a long password"),
        "roles": ["clerk"],
        "agencies": [],
    }
    quiet.vault.put("staff:siti", json.dumps(old).encode())

    token, session = quiet.accounts.sign_in("siti", "a long password", source=HERE)

    assert session.roles == ("clerk",)
    assert quiet.accounts.sessions.get(token, at_work=True) == session
    assert [a.username for a in quiet.accounts.all()] == ["siti"]


def test_one_press_reads_the_vault_once(quiet: OwnAccounts, redis_store: RedisStore) -> None:
    password = quiet.accounts.add("siti", roles=("clerk",))
    token, _ = quiet.accounts.sign_in("siti", password, source=HERE)

    def calls() -> int:
        stats = redis_store.commands.info("commandstats")
        return sum(
            value["calls"]
            for name, value in stats.items()
            if name in ("cmdstat_get", "cmdstat_getex", "cmdstat_smembers")
        )

    before = calls()
    assert isinstance(quiet.accounts.sessions.get(token, at_work=True), Session)

    assert calls() - before == 1


def test_a_session_at_work_lives_on_and_is_written_once_a_minute(
    quiet: OwnAccounts, redis_store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = quiet.accounts.add("siti", roles=("clerk",))
    token, _ = quiet.accounts.sign_in("siti", password, source=HERE)
    (key,) = redis_store.commands.keys("antre:*session:*")

    def left_s() -> int:
        """Make one request when the session has 9 s left; return its time to live afterwards, in seconds."""
        redis_store.commands.expire(key, 9)
        assert isinstance(quiet.accounts.sessions.get(token, at_work=True), Session)
        return int(redis_store.commands.ttl(key))

    assert left_s() > 9
    assert left_s() <= 9
    monkeypatch.setattr(quiet.accounts.sessions, "_renewals", RateLimiter(ProcessCounts(), 0))
    assert left_s() > 9


def test_wrong_names_from_the_halls_address_lock_nobody_out(quiet: OwnAccounts) -> None:
    password = quiet.accounts.add("siti", roles=("clerk",))
    for n in range(3 * tries.FREE_MAX):
        with pytest.raises(SignInWrong):
            quiet.accounts.sign_in(f"guess{n}", "wrong", source=HERE)

    assert quiet.accounts.sign_in("siti", password, source=HERE)


def test_names_cannot_be_guessed_by_what_a_try_costs_or_by_when_it_must_wait(redis_store: RedisStore) -> None:
    class CountingHasher(Argon2Hasher):
        verified = 0

        def verify(self, hash_: str | None, password: str) -> bool:
            self.verified += 1
            assert PasswordHasher().check_needs_rehash(hash_ or self.dummy) is False, (
                "every attempt costs the same"
            )
            return super().verify(hash_, password)

    hasher = CountingHasher()
    accounts = Accounts(Vault(redis_store), 60, hasher=hasher)
    accounts.add("siti", roles=("clerk",))
    slugs = {}

    for name in ("siti", "nobody"):
        before, slugs[name] = hasher.verified, []
        for _ in range(tries.FREE_MAX + 2):
            with pytest.raises((SignInWrong, SignInWait)) as refused:
                accounts.sign_in(name, "wrong", source=HERE)
            slugs[name].append(refused.value.slug)
        assert hasher.verified - before == tries.FREE_MAX + 1

    assert slugs["siti"] == slugs["nobody"]
    assert slugs["siti"][-1] == "sign-in-wait"


def test_nobody_is_locked_out_from_elsewhere(quiet: OwnAccounts) -> None:
    password = quiet.accounts.add("siti", roles=("clerk",))
    for _ in range(tries.FREE_MAX + 1):
        with pytest.raises(SignInWrong):
            quiet.accounts.sign_in("siti", "wrong", source=ELSEWHERE)

    with pytest.raises(SignInWait):
        quiet.accounts.sign_in("siti", password, source=ELSEWHERE)
    assert quiet.accounts.sign_in("siti", password, source=HERE)


def test_a_session_ends_after_a_day_whatever(redis_store: RedisStore) -> None:
    now_ms = [1_000]
    accounts = Accounts(Vault(redis_store), 3600, lambda: now_ms[0])
    password = accounts.add("siti", roles=("clerk",))
    token, session = accounts.sign_in("siti", password, source=HERE)

    now_ms[0] += sessions.AGE_MAX_MS - 1
    assert accounts.sessions.get(token, at_work=True) == session
    assert accounts.sessions.of("siti") == [session]
    now_ms[0] += 1

    assert accounts.sessions.get(token, at_work=True) is None
    assert accounts.sessions.of("siti") == []


def test_a_sign_in_that_races_a_change_of_the_account_leaves_no_session(quiet: OwnAccounts) -> None:
    """The account is disabled after the password was verified and before the session is stored."""
    password = quiet.accounts.add("siti", roles=("clerk",))
    was = quiet.accounts.get("siti")
    assert was is not None
    quiet.accounts.add("maria", roles=("admin",))
    quiet.accounts.switch_off("siti", record=no_record)

    with pytest.raises(AccountOff):
        quiet.accounts._start_session(was)

    assert quiet.accounts.sessions.of("siti") == []
    with pytest.raises(AccountOff):
        quiet.accounts.sign_in("siti", password, source=HERE)


def test_a_code_for_the_first_admin_is_kept_hashed(quiet: OwnAccounts, redis_store: RedisStore) -> None:
    code = quiet.accounts.first_code()

    keys = b" ".join(redis_store.commands.keys("*"))

    assert code.replace("-", "").encode() not in keys
    assert len(CODE_LETTERS) ** FIRST_CODE_LENGTH >= 2**40


def test_an_account_shows_all_but_its_hash() -> None:
    account = Account("siti", "$argon2id$…", ROLES, (), True, False)

    assert "argon2" not in json.dumps(account.public)
