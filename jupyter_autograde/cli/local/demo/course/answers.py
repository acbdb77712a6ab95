"""What students write into the answer cells: `right`, and mistakes that people make.

A mistake is named after what is wrong with it; beside it stands what it costs, where each test case of a question
counts the same share of its points.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "q1": {  # 2 points, 4 cases
        "right": """\
def is_leap_year(year):
    if year % 400 == 0:
        return True
    return year % 4 == 0 and year % 100 != 0
""",
        # The year 1900: 1.5 of 2.
        "every fourth year": """\
def is_leap_year(year):
    return year % 4 == 0
""",
        # What a test prints counts like its value, but the list of years is empty: 1.5 of 2.
        "prints": """\
def is_leap_year(year):
    print(year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
""",
    },
    "q2": {  # 2 points, 4 cases
        "right": """\
def digit_sum(number):
    number = abs(number)
    if number < 10:
        return number
    return number % 10 + digit_sum(number // 10)
""",
        # int("-") raises a ValueError: 1.5 of 2.
        "forgets the sign": """\
def digit_sum(number):
    total = 0
    for digit in str(number):
        total += int(digit)
    return total
""",
    },
    "q3": {  # 2 points, 2 cases
        "right": """\
def initials(name):
    result = ""
    for word in name.split():
        result += word[0].upper() + "."
    return result
""",
        # Two spaces make an empty word, and an IndexError: 1 of 2.
        "single spaces only": """\
def initials(name):
    return "".join(word[0].upper() + "." for word in name.split(" "))
""",
    },
    "q4": {  # 3 points, 3 cases
        "right": """\
from collections import Counter

def count_words(text):
    words = [word.strip(".,;:!?") for word in text.lower().split()]
    return dict(Counter(word for word in words if word))
""",
        # 2 of 3.
        "keeps the signs": """\
def count_words(text):
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts
""",
        # The cell does not run at all: 0 of 3.
        "syntax error": """\
def count_words(text)
    return {word: text.split().count(word) for word in text.split()}
""",
    },
    "q5": {  # 3 points, 3 cases
        "right": """\
import string

def caesar(text, shift):
    shift %= 26
    table = {}
    for letters in (string.ascii_lowercase, string.ascii_uppercase):
        table.update(zip(letters, letters[shift:] + letters[:shift]))
    return "".join(table.get(char, char) for char in text)
""",
        # 2 of 3.
        "small letters only": """\
def caesar(text, shift):
    result = ""
    for char in text:
        if "a" <= char <= "z":
            char = chr((ord(char) - 97 + shift) % 26 + 97)
        result += char
    return result
""",
    },
    "q6": {  # 3 points, 3 cases
        "right": """\
def flatten(nested):
    if not isinstance(nested, list):
        return [nested]
    return [item for element in nested for item in flatten(element)]
""",
        # 1 of 3.
        "one level": """\
def flatten(nested):
    flat = []
    for element in nested:
        if isinstance(element, list):
            flat.extend(element)
        else:
            flat.append(element)
    return flat
""",
    },
    "q7": {  # 2 points, 2 cases
        "right": """\
from functools import lru_cache

@lru_cache(maxsize=None)
def ways(steps):
    return 1 if steps < 2 else ways(steps - 1) + ways(steps - 2)
""",
        # 80 stairs take thousands of years; the test is stopped: 1 of 2.
        "slow": """\
def ways(steps):
    return 1 if steps < 2 else ways(steps - 1) + ways(steps - 2)
""",
        # The cell is stopped before `ways` exists: 0 of 2.
        "never ends": """\
steps = 10
while steps > 0:
    total = steps + 1

def ways(steps):
    return total
""",
    },
    "q8": {  # 3 points, 3 cases
        "right": """\
class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0
        self.history = []

    def _change(self, amount):
        self.balance += amount
        self.history.append(amount)

    def deposit(self, amount):
        self._change(amount)

    def withdraw(self, amount):
        enough = amount <= self.balance
        if enough:
            self._change(-amount)
        return enough
""",
        # 2 of 3.
        "can be overdrawn": """\
class Account:
    def __init__(self, owner):
        self.owner = owner
        self.balance = 0
        self.history = []

    def deposit(self, amount):
        self.balance += amount
        self.history.append(amount)

    def withdraw(self, amount):
        self.balance -= amount
        self.history.append(-amount)
        return True
""",
        # 2 of 3.
        "no history": """\
class Account:
    def __init__(self, owner):
        self.owner, self.balance, self.history = owner, 0, []

    def deposit(self, amount):
        self.balance += amount

    def withdraw(self, amount):
        if amount > self.balance:
            return False
        self.balance -= amount
        return True
""",
    },
}

WEATHER: dict[str, dict[str, str]] = {
    "q1": {  # 2 points, 3 cases
        "right": """\
weather = pd.read_csv("weather.csv")
weather["date"] = pd.to_datetime(weather["date"])
""",
        # No frame, so that nothing that needs it works: 0 of 2.
        "wrong file name": """\
weather = pd.read_csv("weather-2025.csv", parse_dates=["date"])
""",
        # Text has no .dt: 4/3 of 2; questions 3, 4 and 6 fail with it.
        "dates are text": """\
weather = pd.read_csv("weather.csv")
""",
    },
    "q2": {  # 2 points, 3 cases
        "right": """\
clean = weather[weather["rain"].notna()]
missing = len(weather) - len(clean)
""",
        # 4/3 of 2; questions 5 and 7 count the wrong lines then.
        "fills with zero": """\
missing = int(weather["rain"].isna().sum())
clean = weather.fillna({"rain": 0})
""",
    },
    "q3": {  # 2 points, 2 cases
        "right": """\
def hottest(frame, station):
    days = frame[frame["station"] == station].sort_values("temp_max")
    return str(days["date"].iloc[-1].date())
""",
        # The date as pandas prints it: 0 of 2.
        "with the time of day": """\
def hottest(frame, station):
    days = frame[frame["station"] == station].sort_values("temp_max")
    return str(days["date"].iloc[-1])
""",
    },
    "q4": {  # 3 points, 3 cases
        "right": """\
def monthly_rain(frame, station):
    days = frame.query("station == @station")
    return days["rain"].groupby(days["date"].dt.month).sum().round(1)
""",
        # Always the same station: 2 of 3.
        "harbour only": """\
def monthly_rain(frame, station):
    days = frame[frame["station"] == "Harbour"]
    return days.groupby(days["date"].dt.month)["rain"].sum().round(1)
""",
    },
    "q5": {  # 2 points, 3 cases
        "right": """\
rainy_share = {}
for station in clean["station"].unique():
    days = clean[clean["station"] == station]
    rainy_share[str(station)] = round(float((days["rain"] > 1).mean()), 3)
""",
        # Both shares are wrong: 2/3 of 2.
        "any rain counts": """\
rainy_share = {}
for station in ["Harbour", "Hilltop"]:
    days = clean[clean["station"] == station]
    rainy_share[station] = round(float((days["rain"] > 0).mean()), 3)
""",
    },
    "q6": {  # 2 points, 4 cases
        "right": """\
fig, ax = plt.subplots(figsize=(7, 4))
for station in ["Harbour", "Hilltop"]:
    days = weather[weather["station"] == station]
    means = days.groupby(days["date"].dt.month)["temp_max"].mean()
    ax.plot(means.index, means.values, marker="o", label=station)
ax.set(title="Highest temperature of the day", xlabel="month", ylabel="°C")
ax.legend();
""",
        # 1 of 2.
        "no title, no label": """\
table = weather.assign(month=weather["date"].dt.month).pivot_table(
    index="month", columns="station", values="temp_max", aggfunc="mean"
)
fig, ax = plt.subplots()
ax.plot(table["Harbour"])
ax.plot(table["Hilltop"])
""",
    },
    "q7": {  # 2 points, 3 cases
        "right": """\
from itertools import groupby

def warm_spells(temperatures, threshold, days):
    runs = groupby(temperatures, key=lambda temperature: temperature >= threshold)
    lengths = [len(list(run)) for warm, run in runs if warm]
    return [length for length in lengths if length >= days]
""",
        # A spell that lasts until the end of the list is lost: the second case, 4/3 of 2.
        "forgets the last one": """\
def warm_spells(temperatures, threshold, days):
    spells, length = [], 0
    for temperature in temperatures:
        if temperature >= threshold:
            length += 1
        else:
            if length >= days:
                spells.append(length)
            length = 0
    return spells
""",
    },
    "q8": {  # 3 points, given by a person
        "right": """\
In summer Hilltop is hotter than Harbour, in winter it is colder. Water warms and cools more slowly than land.
""",
        "own words": """\
The line of the harbour is flatter. The sea stores warmth in summer and gives it back in winter, so the
temperature of the air beside it changes less.
""",
        "no reason": """\
The two lines cross in spring and in autumn.
""",
    },
}
