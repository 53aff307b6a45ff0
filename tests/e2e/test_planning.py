"""Planning, mails and choosing a time, in the browsers of Rita and Cara."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from dsa.sessions.stage_problems import set_stage_problems
from interviews.choices import MailKind, MailState
from interviews.models import (
    Interview,
    InterviewQuestion,
    Invitation,
    MailTemplate,
    OutgoingMail,
    Position,
    StageTypeConfig,
    User,
)
from interviews.services.candidates import candidate_for
from interviews.services.choosing import offer_times
from interviews.services.interviews import schedule_interview
from tests.dsa.factories import make_mirror, make_problem, make_shout
from tests.e2e.conftest import LAPTOP, PHONE, BehindTheScenes, Inspect, Tabs
from tests.servers import ServerProcess

# axe reads Django's form styles, which import a sheet, by an inline style of its own.
AXE_ONLY = "Applying inline style violates|Couldn't load preload assets|style-src-elem inline"

BERLIN: Any = {"timezone_id": "Europe/Berlin"}


def at(hour: int, *, days: int = 3) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def opened(tabs: Tabs, site: ServerProcess, rita: User, path: str, **options: Any) -> Page:
    page, recording = tabs.open(site.url, person=rita, label="rita", **options)
    recording.tolerate(AXE_ONLY)
    page.goto(f"{site.url}/admin/")
    page.goto(f"{site.url}/admin/{path}")
    return page


@pytest.fixture
def bank(stage_live: StageTypeConfig, stage_hr: StageTypeConfig, ivan: User) -> list[InterviewQuestion]:
    """Two questions of the technical stage, one of the talk."""
    return [
        InterviewQuestion.objects.create(
            stage=stage, owner=ivan, text=text, difficulty=difficulty, minutes=minutes, tags=tags
        )
        for stage, text, difficulty, minutes, tags in (
            (stage_live, "Draw a booking service.", "hard", 30, "design"),
            (stage_live, "Rooms for meetings?", "medium", 20, "algorithms"),
            (stage_hr, "What are you glad about?", "easy", 10, "experience"),
        )
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_planning_on_one_page(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    rita: User,
    ivan: User,
    ines: User,
    stage_live: StageTypeConfig,
    stage_dsa: StageTypeConfig,
    bank: list[InterviewQuestion],
    scheme: str,
) -> None:
    Position.objects.create(title="Data engineer")
    candidate_for(name="Ada Lovelace", email="ada@mail.example")
    start = at(9)
    schedule_interview(
        interview=Interview(title="Another", stage=stage_live, scheduled_start=start, duration_minutes=60),
        interviewers=[ivan],
        actor=rita,
    )
    page = opened(tabs, site, rita, "", color_scheme=scheme, **BERLIN)
    page.get_by_role("link", name="Plan an interview").click()
    candidate = page.locator("#id_candidate")
    candidate.press_sequentially("lovel")
    expect(page.locator("#known-candidates option")).to_have_count(1)
    candidate.fill(page.locator("#known-candidates option").get_attribute("value") or "")
    page.get_by_label("Candidate's time zone").select_option("America/New_York")
    page.get_by_label("Position:", exact=True).select_option(label="Data engineer")

    stage = page.get_by_label("Stage:", exact=True)
    stage.select_option(label=stage_dsa.name)
    expect(page.get_by_text("Link works for (days)")).to_be_visible()
    expect(page.get_by_label("Ivan Example")).to_be_hidden()
    stage.select_option(label=stage_live.name)
    expect(page.get_by_text("Link works for (days)")).to_be_hidden()

    with timezone.override("Europe/Berlin"):
        local = timezone.localtime(start).strftime("%Y-%m-%dT%H:%M")
    page.locator("#id_round-0-start").fill(local)
    expect(page.locator(".plan-there")).to_contain_text("(America/New_York, UTC-0")
    expect(page.locator(f'.plan-busy[data-person="{ivan.pk}"]')).to_contain_text("has “Another”")
    expect(page.locator(f'.plan-busy[data-person="{ines.pk}"]')).to_have_text("free")
    page.get_by_label("Ines Example").check()

    page.get_by_label("All questions of the stage").uncheck()
    expect(page.locator("[data-chosen]")).to_have_text("2 chosen, 50 minutes; 3 of 3 shown.")
    page.get_by_label("Difficulty").select_option("medium")
    expect(page.locator("[data-chosen]")).to_have_text("2 chosen, 50 minutes; 1 of 3 shown.")
    page.get_by_label("Difficulty").select_option("")
    page.get_by_label("Find").fill("booking")
    page.get_by_label("Find").press("Enter")
    page.get_by_label("Draw a booking service.").uncheck()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Plan the interview").click()

    expect(page.get_by_text("The interview is planned.")).to_be_visible()
    interview = Interview.objects.exclude(title="Another").get()
    assert (interview.title, interview.scheduled_start) == ("Data engineer", start)
    assert list(interview.interviewers.all()) == [ines]
    assert [question.text for question in interview.questions.all()] == ["Rooms for meetings?"]


def test_rounds_by_keyboard_on_a_phone(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    rita: User,
    ivan: User,
    stage_hr: StageTypeConfig,
    stage_live: StageTypeConfig,
) -> None:
    page = opened(tabs, site, rita, "interviews/interview/plan/", viewport=PHONE, **BERLIN)
    page.locator("#id_candidate").focus()
    page.keyboard.type("Bob Stone <bob@mail.example>")
    page.get_by_label("What the candidate reads").fill("Engineer")
    page.get_by_role("button", name="Add another round").press("Enter")
    expect(page.get_by_role("heading", name="Round 2")).to_be_visible()
    expect(page.get_by_label("What the candidate reads")).to_have_value("Engineer")
    for number, hour in ((0, "10:00"), (1, "14:00")):
        page.locator(f"#id_round-{number}-stage").select_option(label=(stage_hr, stage_live)[number].name)
        if number == 0:
            page.locator("#id_round-0-start").fill(f"{at(0):%Y-%m-%d}T{hour}")
    second = page.locator("[data-round]").nth(1)
    second.get_by_text("The candidate chooses among times").click()
    inputs = second.locator("[data-times] input")
    expect(inputs).to_have_count(5)
    for place in range(5):
        inputs.nth(place).fill(f"{at(0, days=5 + place):%Y-%m-%d}T09:00")
    expect(inputs).to_have_count(6)
    inspect(page)
    page.get_by_role("button", name="Plan these 2 interviews").press("Enter")
    expect(page.get_by_text("2 interviews are planned.")).to_be_visible()
    assert Interview.objects.get(stage=stage_live).offered_times.count() == 5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_stage_shows_what_its_mode_uses(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, rita: User, stage_dsa: StageTypeConfig, scheme: str
) -> None:
    page = opened(tabs, site, rita, f"interviews/stagetypeconfig/{stage_dsa.pk}/change/", color_scheme=scheme)
    expect(page.get_by_label("Webcam proctoring")).to_be_visible()
    expect(page.get_by_label("Whiteboard")).to_be_hidden()
    problems = page.get_by_role("heading", name="Problems that its interviews begin with")
    expect(problems).to_be_visible()
    inspect(page)
    page.get_by_label("Mode").select_option("live")
    expect(page.get_by_label("Webcam proctoring")).to_be_hidden()
    expect(page.get_by_label("Whiteboard")).to_be_visible()
    # A room without an editor takes none.
    expect(problems).to_be_hidden()
    page.get_by_label("Shared code editor").check()
    expect(problems).to_be_visible()


def test_the_stage_brings_its_problems_and_what_somebody_ticked_stays(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    rita: User,
    stage_live: StageTypeConfig,
    stage_hr: StageTypeConfig,
    stage_dsa: StageTypeConfig,
    behind_the_scenes: BehindTheScenes,
) -> None:
    mirror, shout, extra = make_mirror(), make_shout(), make_problem("extra", {"a 1": "1"})
    set_stage_problems(stage=stage_dsa, problems=[mirror])
    set_stage_problems(stage=stage_live, problems=[shout, mirror])
    page = opened(tabs, site, rita, "interviews/interview/plan/", **BERLIN)
    stage = page.get_by_label("Stage:", exact=True)
    boxes = {one: page.get_by_role("checkbox", name=one.title) for one in (mirror, shout, extra)}
    told = page.locator("[data-ticked]")

    stage.select_option(label=stage_dsa.name)
    expect(told).to_have_text("Ticked: Mirror.")
    stage.select_option(label=stage_live.name)
    expect(told).to_have_text("Ticked, in this order: Shout; Mirror.")
    boxes[mirror].uncheck()
    boxes[extra].check()
    expect(told).to_have_text("Ticked, in this order: Shout; Extra.")
    stage.select_option(label=stage_hr.name)
    expect(told).to_be_hidden()
    stage.select_option(label=stage_dsa.name)
    expect(told).to_have_text("Ticked: Extra.")
    # What was refused comes back as it was, with what differs from the stage's as ticked by hand.
    stage.select_option(label=stage_live.name)
    page.locator("#id_candidate").fill("Ada Lovelace <ada@mail.example>")
    page.get_by_role("button", name="Plan the interview").click()
    expect(page.get_by_text("Please correct what is marked below.")).to_be_visible()
    expect(told).to_have_text("Ticked, in this order: Shout; Extra.")
    stage.select_option(label=stage_dsa.name)
    expect(told).to_have_text("Ticked: Extra.")
    stage.select_option(label=stage_live.name)
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_label("What the candidate reads").fill("Engineer")
    page.locator("#id_round-0-start").fill(f"{at(0):%Y-%m-%d}T10:00")
    page.get_by_role("button", name="Plan the interview").click()
    expect(page.get_by_text("The interview is planned.")).to_be_visible()

    def given() -> list[str]:
        return [row.problem.key for row in Interview.objects.get().problems.all()]

    assert behind_the_scenes(given) == ["shout", "extra"]


def test_another_stage_changes_the_problems_to_which_many_are_invited(
    tabs: Tabs, site: ServerProcess, rita: User, stage_dsa: StageTypeConfig
) -> None:
    second = StageTypeConfig.objects.create(key="second_dsa", name="Second test", mode="dsa")
    mirror, shout = make_mirror(), make_shout()
    set_stage_problems(stage=stage_dsa, problems=[mirror])
    set_stage_problems(stage=second, problems=[shout])
    page = opened(tabs, site, rita, "interviews/interview/invite/")
    expect(page.get_by_role("checkbox", name="Mirror")).to_be_checked()
    page.get_by_label("Stage:", exact=True).select_option(label=second.name)
    expect(page.get_by_role("checkbox", name="Mirror")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Shout")).to_be_checked()
    expect(page.locator("[data-ticked]")).to_have_text("Ticked: Shout.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_choosing_a_time(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    interview: Interview,
    cara: Invitation,
    rita: User,
    scheme: str,
) -> None:
    start = at(9)
    offer_times(interview=interview, starts=[start, at(10)], actor=rita)
    page, _ = tabs.open(site.url, label="cara", color_scheme=scheme, timezone_id="America/New_York")
    # The link to the room leads here as long as there is no time.
    page.goto(f"{site.url}/join/{cara.token}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("When do you want to talk?")
    expect(page.get_by_text("Times are in your time zone, America/New York")).to_be_visible()
    with timezone.override("America/New_York"):
        hour = timezone.localtime(start).strftime("%H:%M")
    expect(page.locator(".choice").first).to_contain_text(hour.lstrip("0"))
    inspect(page)
    page.get_by_role("radio").first.press("Space")
    page.get_by_role("button", name="Take this time").press("Enter")
    expect(page.get_by_text("It is on")).to_be_visible()
    inspect(page)
    cara.candidate.refresh_from_db()
    assert cara.candidate.time_zone == "America/New_York"
    page.get_by_role("link", name="To the interview's page").click()
    expect(page).to_have_url(f"{site.url}/join/{cara.token}/")


def test_of_two_who_press_for_one_time_the_second_is_told(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    interview: Interview,
    cara: Invitation,
    rita: User,
    ivan: User,
    stage_live: StageTypeConfig,
    behind_the_scenes: BehindTheScenes,
) -> None:
    offer_times(interview=interview, starts=[at(9), at(10)], actor=rita)
    page, recording = tabs.open(site.url, label="cara")
    recording.tolerate("the server responded with a status of 409")
    page.goto(f"{site.url}{reverse('choose_time', args=[cara.token])}")

    def take_it() -> None:
        schedule_interview(
            interview=Interview(title="Another", stage=stage_live, scheduled_start=at(9)),
            interviewers=[ivan],
            actor=rita,
        )

    behind_the_scenes(take_it)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Take this time").click()
    expect(page.get_by_role("alert")).to_have_text("Somebody else has just taken this time. Choose another.")
    expect(page.get_by_role("radio")).to_have_count(1)
    inspect(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_offering_times(
    tabs: Tabs,
    site: ServerProcess,
    inspect: Inspect,
    interview: Interview,
    cara: Invitation,
    rita: User,
    scheme: str,
) -> None:
    page = opened(
        tabs, site, rita, f"interviews/interview/{interview.pk}/change/", color_scheme=scheme, **BERLIN
    )
    page.get_by_role("link", name="Offer times…").click()
    page.get_by_label("Time 1").fill(f"{at(0):%Y-%m-%d}T10:00")
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Offer these times").click()
    expect(page.get_by_text("The candidate chooses among these times.")).to_be_visible()
    assert Interview.objects.get().is_time_open


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_writing_a_mails_text(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, rita: User, stage_hr: StageTypeConfig, scheme: str
) -> None:
    page = opened(tabs, site, rita, "interviews/mailtemplate/", color_scheme=scheme)
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("link", name="Write your own… (Invitation)").click()
    expect(page.locator(".mail-html")).to_contain_text("Hello Cara Nowak,")
    page.get_by_label("Stage:", exact=True).select_option(label=stage_hr.name)
    page.get_by_label("Subject").fill("Talk: {title} with {nmae}")
    expect(page.locator("#mail-preview .errornote")).to_have_text("There is no placeholder {nmae}.")
    page.get_by_label("Subject").fill("Talk: {title}")
    expect(page.locator(".mail-subject")).to_have_text("Subject: Talk: Backend engineer")
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Talk: {title}").first).to_be_visible()
    assert MailTemplate.objects.get().stage == stage_hr


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_that_was_not_sent(
    tabs: Tabs, site: ServerProcess, inspect: Inspect, cara: Invitation, rita: User, scheme: str
) -> None:
    for state in (MailState.FAILED, MailState.SENT, MailState.UNCLEAR):
        OutgoingMail.objects.create(
            kind=MailKind.CANDIDATE_INVITATION,
            interview=cara.interview,
            invitation=cara,
            state=state,
            sent_to=cara.email,
            problem=""
            if state == MailState.SENT
            else "The mail server refused the address: 550 No such user",
        )
    page = opened(tabs, site, rita, "interviews/outgoingmail/", color_scheme=scheme)
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.goto(f"{site.url}/admin/")
    page.get_by_role("link", name="Send again: Backend engineer").click()
    expect(page.get_by_role("heading", name="Mails")).to_be_in_viewport()
    page.get_by_role("link", name="Set aside… (Invitation to Cara Candidate)").first.click()
    inspect(page)
    page.set_viewport_size(LAPTOP)
    page.get_by_role("button", name="Set aside").click()
    expect(page.get_by_text("The mail is set aside.")).to_be_visible()
