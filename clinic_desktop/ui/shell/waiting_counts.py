"""What waits for the person who is signed in: numbers on the rail and over the pages of money, lines under the bell."""

from PySide6.QtCore import QObject

from clinic_desktop.background.change_hub import ChangeHub
from clinic_desktop.background.tasks import Runner
from clinic_desktop.services.clinic import Services
from clinic_desktop.ui.shell.workspace import Workspace
from clinic_desktop.viewmodels.session import Session
from clinic_desktop.viewmodels.shell.failed_messages import FailedMessagesViewModel, FailedState
from clinic_desktop.viewmodels.shell.news import News
from clinic_desktop.viewmodels.shell.waiting_money import WaitingMoney, WaitingMoneyViewModel


class WaitingCounts(QObject):
    """Counts failed messages, refunds to approve and findings; lives as long as the workspace that shows them."""

    def __init__(
        self, workspace: Workspace, news: News, session: Session, services: Services, tasks: Runner, hub: ChangeHub
    ) -> None:
        super().__init__(workspace)
        self._workspace, self._news = workspace, news
        self.failed = FailedMessagesViewModel(session, services, tasks, hub)
        self.money = WaitingMoneyViewModel(session, services, tasks, hub)
        for model in (self.failed, self.money):
            model.setParent(self)
        self.failed.state_changed.connect(self._show_failed)
        self.money.state_changed.connect(self._show_money)
        self.money.more.connect(self._tell_money)
        news.changed.connect(self._show_news)

    def start(self) -> None:
        """Counts for the first time, in a moment: the start belongs to the page."""
        self.failed.start()
        self.money.start()

    def _show_news(self) -> None:
        self._workspace.top_bar.show_news(self._news.unseen)

    def _show_failed(self, failed: FailedState) -> None:
        self._workspace.rail.show_badge("messages", failed.count)

    def _show_money(self, waiting: WaitingMoney) -> None:
        refunds = waiting.to_approve + waiting.owed
        self._workspace.rail.show_badge("payments", refunds + waiting.findings)
        self._workspace.money.show_waiting({"refunds": refunds, "findings": waiting.findings})

    def _tell_money(self, more: WaitingMoney) -> None:
        """Puts under the bell what has come to wait, once: there may be a workspace that is kept for somebody else."""
        if not self._workspace.is_in_use:
            return
        if more.to_approve:
            self._news.add(self.tr("%Ln refunds wait for your approval", "", more.to_approve), trouble=True)
        if more.findings:
            self._news.add(self.tr("%Ln findings about money to look at", "", more.findings), trouble=True)
