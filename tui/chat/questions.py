"""What the app asks a person before it can go on to a server."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from netcore.client.events import CertificateChanged, CertificateUnknown

if TYPE_CHECKING:
    from tui.chat.doing import Doing


def ask_secret(app: "Doing", question: str, then: Callable[[str], None]) -> None:
    """Have something typed that is not shown; Esc leaves it."""
    from tui.chat.screens.password import PasswordScreen

    def answered(secret: str | None) -> None:
        if secret:
            then(secret)

    app.push_screen(PasswordScreen(question, app.model.title, "leaves it"), answered)


def confirm(app: "Doing", question: str, text: str, then: Callable[[], None]) -> None:
    """Do something once somebody has said yes to it."""
    from tui.chat.screens.confirm import ConfirmScreen

    def answered(yes: bool | None) -> None:
        if yes:
            then()

    app.push_screen(ConfirmScreen(question, text), answered)


def ask_password(app: "Doing", reason: str) -> None:
    """Ask for the server's password, and connect with it."""
    from tui.chat.screens.password import PasswordScreen

    def answered(password: str | None) -> None:
        if password:
            app.connection.link.use_password(password)
            app.connection.link.reconnect_now()

    if not isinstance(app.screen, PasswordScreen):
        app.push_screen(PasswordScreen(reason, app.model.title), answered)


def ask_certificate(app: "Doing", event: CertificateUnknown | CertificateChanged) -> None:
    """Ask whether a certificate is the right one, and connect if it is; or say that it is not."""
    from tui.chat.screens.certificate import ChangedScreen, TrustScreen, Verdict

    if isinstance(event, CertificateChanged):
        app.push_screen(ChangedScreen(event.warning))
        return

    def answered(verdict: Verdict | None) -> None:
        if verdict:
            link = app.connection.link
            link.trust_certificate(event.fingerprint, remember=verdict is Verdict.ALWAYS)
            link.reconnect_now()

    if not isinstance(app.screen, TrustScreen):
        app.push_screen(TrustScreen(event.server, event.fingerprint, event.problem), answered)
