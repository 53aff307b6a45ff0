"""The texts of mails where no recruiter has written another. Markdown with placeholders in braces."""

from dataclasses import dataclass
from typing import Final

from interviews.choices import MailKind, StageMode


@dataclass(frozen=True, slots=True)
class MailText:
    """A subject and a body, both with placeholders."""

    subject: str
    body: str


LIVE: Final[dict[MailKind, MailText]] = {
    MailKind.CANDIDATE_INVITATION: MailText(
        "Your interview: {title}",
        "Hello {name},\n\nwe would like to talk with you: **{title}** ({stage}).\n\n**When:** {time}\n\n"
        "**How:** in your browser, by this link. It is yours alone.\n\n{link}\n\n"
        "Open it some minutes early: you can check your camera and microphone there. If the time does not suit you, "
        "answer this mail.",
    ),
    MailKind.CANDIDATE_CHOICE: MailText(
        "Choose a time: {title}",
        "Hello {name},\n\nwe would like to talk with you: **{title}** ({stage}), {minutes} minutes in your browser.\n\n"
        "Please choose a time that suits you:\n\n{link}\n\nThe link is yours alone, and leads to the interview "
        "as well. Who chooses first has the choice of all times.",
    ),
    MailKind.CANDIDATE_REMINDER: MailText(
        "Reminder: {title}, {time}",
        "Hello {name},\n\nyour interview **{title}** is soon.\n\n**When:** {time}\n\n{link}",
    ),
    MailKind.CANDIDATE_RESCHEDULED: MailText(
        "New time: {title}",
        "Hello {name},\n\nyour interview **{title}** was moved.\n\n**New time:** {time}\n\n"
        "The link to it:\n\n{link}",
    ),
    MailKind.CANDIDATE_CANCELLED: MailText(
        "Cancelled: {title}",
        "Hello {name},\n\nyour interview **{title}**, planned for {time}, will not take place. "
        "If you have questions, answer this mail.",
    ),
    MailKind.COLLEAGUE_INVITED: MailText(
        "You are on an interview: {title}",
        "Hello {name},\n\nyou are asked to take part in **{title}** ({stage}).\n\n**When:** {time}\n\n"
        "**Candidate:** {candidate}\n\n**With:** {interviewers}\n\nThe room opens with your account:\n\n{link}",
    ),
    MailKind.COLLEAGUE_REMINDER: MailText(
        "Reminder: {title}, {time}",
        "Hello {name},\n\n**{title}** with {candidate} is soon.\n\n**When:** {time}\n\n{link}",
    ),
    MailKind.COLLEAGUE_RESCHEDULED: MailText(
        "New time: {title}",
        "Hello {name},\n\n**{title}** with {candidate} was moved.\n\n**New time:** {time}\n\n{link}",
    ),
    MailKind.COLLEAGUE_CANCELLED: MailText(
        "Cancelled for you: {title}",
        "Hello {name},\n\n**{title}** with {candidate}, planned for {time}, does not need you any more: it was "
        "cancelled, or others hold it.",
    ),
    MailKind.RECRUITER_FINISHED: MailText(
        "{candidate} has finished: {title}",
        "Hello {name},\n\n{candidate} has finished **{title}** ({stage}).\n\n{link}",
    ),
    MailKind.CANDIDATE_FINISHED: MailText(
        "Thank you: {title}",
        "Hello {name},\n\nyour session **{title}** has ended and your work has been handed in. You need to do nothing "
        "more; we will write to you.",
    ),
    MailKind.RECRUITER_CAMERA_DECLINED: MailText(
        "{candidate} declined the webcam: {title}",
        "Hello {name},\n\n{candidate} does not want webcam pictures in **{title}** and cannot start until you "
        "decide.\n\n{link}",
    ),
}

CODING_SESSION: Final[dict[MailKind, MailText]] = {
    MailKind.CANDIDATE_INVITATION: MailText(
        "Your coding session: {title}",
        "Hello {name},\n\nyou are invited to a coding session: **{title}** ({stage}). You solve problems alone in "
        "your browser, in {minutes} minutes that begin when you start them.\n\n"
        "**Until:** begin before {expires}\n\nThe link is yours alone:\n\n{link}\n\n"
        "You can try the editor first, on a problem that does not count.",
    ),
    MailKind.CANDIDATE_REMINDER: MailText(
        "Reminder: {title}, until {expires}",
        "Hello {name},\n\nyou have not begun your coding session **{title}** yet. Begin it before {expires}; you have "
        "{minutes} minutes from then on.\n\n{link}",
    ),
    MailKind.CANDIDATE_CANCELLED: MailText(
        "Cancelled: {title}",
        "Hello {name},\n\nyour coding session **{title}** was cancelled, and its link is closed. If you have "
        "questions, answer this mail.",
    ),
}


ACCOUNTS: Final[dict[MailKind, MailText]] = {
    MailKind.ACCOUNT_INVITATION: MailText(
        "Your account at TalentSync",
        "Hello,\n\n{recruiter} has invited you to TalentSync, where interviews are held, as {role}. With this link you "
        "make your account; it works once, until {expires}:\n\n{link}\n\n"
        "If you expected no such mail, do nothing: without you no account is made.",
    ),
    MailKind.PASSWORD_RESET: MailText(
        "Your password for TalentSync",
        "Hello,\n\nsomebody, probably you, asked for a new password for your account at TalentSync ({username}). With "
        "this link you choose one; it works once, until {expires}:\n\n{link}\n\n"
        "If it was not you, do nothing: your password stays as it is.",
    ),
}


def default_text(kind: MailKind, mode: str) -> MailText:
    """The text for stages of this mode; of mails about accounts the only one."""
    if kind in ACCOUNTS:
        return ACCOUNTS[kind]
    own = CODING_SESSION.get(kind) if mode == StageMode.DSA else None
    return own or LIVE[kind]
