"""Working days and terms once more, told from the shipped policies and calendars alone.

Prints `day step last-day next-working-day` for every day of 2024 to 2027 on which a term may begin: the term of each step
by the row in force that day, `-` where nothing is to be said. Usage: second_calendar.py PRESETS [remote]
"""
import datetime
import json
import pathlib
import sys

ONE = datetime.timedelta(days=1)
folder, remote = pathlib.Path(sys.argv[1]), "remote" in sys.argv
policies = sorted((json.loads(path.read_text("utf-8")) for path in folder.glob("vn-*.json")), key=lambda p: p["valid_from"])
calendars = {int(path.stem[5:]): json.loads(path.read_text("utf-8")) for path in folder.glob("lich-*.json")}
off = {day["date"] for calendar in calendars.values() for day in calendar["holidays"]}
on = {day["date"] for calendar in calendars.values() for day in calendar["worked"]}


def worked(day):
    """None where nobody knows."""
    if day.year not in calendars:
        return None
    return str(day) in on or (day.weekday() < 5 and str(day) not in off)


def end(day, days, unit):
    if unit == "calendar":
        return day + days * ONE
    while days:
        day += ONE
        if worked(day) is None:
            return None
        days -= worked(day)
    return day


day = datetime.date(2024, 1, 1)
while day.year < 2028:
    policy = [policy for policy in policies if policy["valid_from"] <= str(day)][-1]
    for row in policy["deadlines"]:
        if row["from"] <= str(day) <= row.get("until", "9999"):
            last = end(day, row.get("remote_days", row["days"]) if remote else row["days"], row["unit"])
            rolls = last and row.get("rolls") and worked(last) is False
            print(day, row["step"], last or "-", rolls and end(last, 1, "working") or "-")
    day += ONE
