"""When marketing may go out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class QuietHours:
    """Local times between which nobody gets marketing; over midnight when it begins later than it ends; never when
    both are the same. What somebody waits for (codes, answers, notices of their loan) goes at any hour."""

    begins: time = time(21)
    ends: time = time(9)

    def ends_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours in which `now` lies are over; None outside of them."""
        local = now.astimezone(zone)
        clock = local.time()
        if self.begins < self.ends:
            quiet = self.begins <= clock < self.ends
        else:
            quiet = self.begins != self.ends and (clock >= self.begins or clock < self.ends)
        if not quiet:
            return None
        day = local.date() + timedelta(days=1) if clock >= self.ends else local.date()
        return datetime.combine(day, self.ends, zone).astimezone(now.tzinfo)


@dataclass(frozen=True)
class Promotion:
    """Whether marketing may go to somebody now. `not_before`: the quiet hours end then."""

    verdict: Literal["go", "later", "refused"]
    not_before: datetime | None = None


def promotion(consented: bool, now: datetime, zone: ZoneInfo, hours: QuietHours) -> Promotion:
    """Only with a consent that stands (个人信息保护法 13, 24; 通信短信息服务管理规定 18), never at night."""
    if not consented:
        return Promotion("refused")
    over = hours.ends_at(now, zone)
    return Promotion("go") if over is None else Promotion("later", over)
