"""Every alarm has its page, and what the pages say can be done."""

import re
import unittest

from tests.local import commands, template
from tests.local.state import ROOT

RUNBOOKS = ROOT / "infra" / "runbooks"
PAGES = sorted(path for path in RUNBOOKS.glob("*.md") if path.name != "README.md")
SOURCE = template.load(ROOT / "template.yaml")
ALARMS = {name: r["Properties"] for name, r in SOURCE["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"}


class Runbooks(unittest.TestCase):
    def test_every_alarm_has_a_page_and_every_page_an_alarm(self):
        named = {alarm["AlarmName"]["Fn::Sub"].removeprefix("${AWS::StackName}-") for alarm in ALARMS.values()}
        self.assertEqual(named, {page.stem for page in PAGES})

    def test_every_alarm_names_its_page(self):
        for alarm in ALARMS.values():
            page = alarm["AlarmName"]["Fn::Sub"].removeprefix("${AWS::StackName}-")
            self.assertIn(f"infra/runbooks/{page}.md", alarm["AlarmDescription"])

    def test_every_page_says_what_it_means_what_to_look_at_what_to_do_and_how_to_try_it(self):
        for page in PAGES:
            text = page.read_text()
            headings = ["**What it means.**", "**What to look at.**", "**What to do.**", "**Try it.**"]
            places = [text.find(heading) for heading in headings]
            self.assertNotIn(-1, places, page.name)
            self.assertEqual(places, sorted(places), page.name)
            self.assertEqual(len(commands.blocks(text, "sh try")), 1, page.name)

    def test_the_index_lists_every_page(self):
        index = (RUNBOOKS / "README.md").read_text()
        self.assertEqual(set(re.findall(r"^\| \[[a-z-]+\]\(([a-z-]+)\.md\)", index, re.M)), {page.stem for page in PAGES})

    def test_every_metric_is_explained(self):
        source = (ROOT / "shared" / "metrics" / "src" / "metric.rs").read_text()
        metrics = set(re.findall(r'Self::(\w+) => "\1"', source[:source.index("pub fn unit")]))
        self.assertEqual(len(metrics), 10)
        rows = re.findall(r"^\| (`[A-Z].*?) \|", (RUNBOOKS / "README.md").read_text(), re.M)
        self.assertEqual({name for row in rows for name in re.findall(r"`(\w+)`", row)}, metrics)

    def test_the_page_of_parked_knows_every_reason(self):
        source = (ROOT / "shared" / "domain" / "src" / "reason.rs").read_text()
        reasons = source[source.index("pub enum ParkReason"):]
        codes = set(re.findall(r'Self::\w+ => "(\w+)"', reasons))
        self.assertGreater(len(codes), 20)
        page = (RUNBOOKS / "parked.md").read_text()
        table = {code for row in re.findall(r"^\| (`.*?) \|", page, re.M) for code in re.findall(r"`(\w+)`", row)}
        self.assertEqual(table, codes)


if __name__ == "__main__":
    unittest.main()
