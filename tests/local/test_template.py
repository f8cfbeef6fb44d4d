"""The template keeps the rules, and each rule notices when it does not."""

import copy
import re
import unittest

from tests.local import rules, template
from tests.local.state import ROOT

SOURCE = template.load(ROOT / "template.yaml")


def resource(source: dict, name: str) -> dict:
    return source["Resources"][name]["Properties"]


def statement(source: dict, role: str, sid: str) -> dict:
    return next(s for s in rules.statements(source["Resources"][role]) if s["Sid"] == sid)


def take_statement(source: dict, role: str, sid: str) -> None:
    policy = resource(source, role)["Policies"][0]["PolicyDocument"]
    policy["Statement"] = [s for s in policy["Statement"] if s["Sid"] != sid]


def visibility_apart(source: dict) -> None:
    """Right by default, and too short for a timeout that may be chosen beside it."""
    source["Parameters"]["VisibilitySeconds"] = {"MinValue": 60, "MaxValue": 43200, "Default": 720}
    resource(source, "ChangesQueue")["VisibilityTimeout"] = {"Ref": "VisibilitySeconds"}


# What somebody could break, by name: how, and the rule that has to notice.
BREAKS = {
    "a missing permission": (lambda s: take_statement(s, "WebhookRole", "SendHints"), "permitted_what_it_is_told_of"),
    "a wrong visibility": (lambda s: s["Mappings"]["Hidden"]["120"].update(Seconds=719), "hidden_long_enough"),
    "a wrong visibility by choice": (lambda s: s["Mappings"]["Hidden"]["900"].update(Seconds=5399), "hidden_long_enough"),
    "a visibility of its own": (lambda s: visibility_apart(s), "hidden_long_enough"),
    "no dead-letter queue": (lambda s: resource(s, "ChangesQueue").pop("RedrivePolicy"), "dead_letters_kept"),
    "no dead-letter queue of the backfill": (lambda s: resource(s, "BackfillQueue").pop("RedrivePolicy"), "dead_letters_kept"),
    "a queue without a net": (lambda s: s["Resources"].update(New={"Type": "AWS::SQS::Queue", "Properties": {"FifoQueue": True}}), "dead_letters_kept"),
    "dead letters for four days": (lambda s: resource(s, "ChangesDlq").pop("MessageRetentionPeriod"), "dead_letters_kept"),
    "no look": (lambda s: s["Resources"].pop("DeltaSchedule"), "every_tick_comes"),
    "no night": (lambda s: s["Resources"].pop("FullSyncNight"), "every_tick_comes"),
    "no digest": (lambda s: s["Resources"].pop("DigestDaily"), "every_tick_comes"),
    "no minute of the consumer": (lambda s: s["Resources"].pop("ConsumerTick"), "every_tick_comes"),
    "no try of what was not permitted": (lambda s: s["Resources"].pop("ConsumerPermissionsTick"), "every_tick_comes"),
    "no minute of a full sync": (lambda s: s["Resources"].pop("FullSyncTick"), "every_tick_comes"),
    "a schedule switched off": (lambda s: resource(s, "FullSyncNight").update(State="DISABLED"), "every_tick_comes"),
    "a look each day": (lambda s: resource(s, "DeltaSchedule").update(ScheduleExpression="rate(1 day)"), "every_tick_comes"),
    "a schedule that may not call": (lambda s: take_statement(s, "DeltaScheduleRole", "CallDeltaSync"), "every_tick_comes"),
    "a look every two hours": (lambda s: s["Parameters"]["DeltaMinutes"].update(Default=120), "looks_hourly"),
    "no look within a quarter": (lambda s: s["Parameters"]["DeltaMinutes"].update(MinValue=30), "looks_hourly"),
    "a rate of 1 minutes": (lambda s: s["Conditions"].update(EveryMinute={"Fn::Equals": [{"Ref": "DeltaMinutes"}, 2]}), "looks_hourly"),
    "any number of consumers": (lambda s: resource(s, "ConsumerMapping").pop("ScalingConfig"), "load_bounded"),
    "any number of a full sync's": (lambda s: resource(s, "BackfillMapping").pop("ScalingConfig"), "load_bounded"),
    "fewer consumers than there can be": (lambda s: s["Parameters"]["MaximumConcurrency"].update(MinValue=1), "load_bounded"),
    "a console without a limit": (lambda s: resource(s, "ApiStage")["RouteSettings"].pop("ANY /api/v1/{proxy+}"), "routes_throttled"),
    "a limit of no route": (lambda s: resource(s, "ConsoleApiRoute").update(RouteKey="ANY /api/v2/{proxy+}"), "routes_throttled"),
    "a limit before its route": (lambda s: s["Resources"]["ApiStage"]["DependsOn"].remove("ConsoleApiRoute"), "routes_throttled"),
    "a narrow net": (lambda s: resource(s, "ChangesQueue")["RedrivePolicy"].update(maxReceiveCount=5), "dead_letters_kept"),
    "no partial failures of a full sync": (lambda s: resource(s, "BackfillMapping").pop("FunctionResponseTypes"), "partial_failures_reported"),
    "no partial failures": (lambda s: resource(s, "ConsumerMapping").pop("FunctionResponseTypes"), "partial_failures_reported"),
    "a wide action": (lambda s: statement(s, "WebhookRole", "SendHints").update(Action="sqs:*"), "least_privilege"),
    "a wide resource": (lambda s: statement(s, "DeltaRole", "SendHints").update(Resource="*"), "least_privilege"),
    "a managed policy": (lambda s: resource(s, "DeltaRole").update(ManagedPolicyArns=["arn:aws:iam::aws:policy/X"]), "least_privilege"),
    "a shared role": (lambda s: resource(s, "WebhookFunction").update(Role={"Fn::GetAtt": ["ConsumerRole", "Arn"]}), "roles_apart"),
    "plain HTTP": (lambda s: s["Resources"].pop("QueuesByHttpsOnly"), "queues_by_https_only"),
    "deliveries that are one": (lambda s: resource(s, "ChangesQueue").update(ContentBasedDeduplication=True), "queues_in_order"),
    "a table that goes": (lambda s: s["Resources"]["Table"].pop("DeletionPolicy"), "kept_when_the_stack_goes"),
    "a table without a way back": (lambda s: resource(s, "Table").pop("PointInTimeRecoverySpecification"), "table_guarded"),
    "a slow answer": (lambda s: s["Parameters"]["WebhookTimeoutSeconds"].update(MaxValue=30), "api_waits"),
    "callers in the log": (lambda s: resource(s, "ApiStage")["AccessLogSettings"].update(Format="$context.identity.sourceIp"), "api_watched"),
    "a log without an end": (lambda s: resource(s, "ConsumerLogs").pop("RetentionInDays"), "logs_end"),
    "a question": (lambda s: s["Parameters"]["LogLevel"].pop("Default"), "parameters_have_defaults"),
    "an alarm that nobody hears": (lambda s: resource(s, "ParkedAlarm").pop("AlarmActions"), "few_alarms"),
    "a function that nobody hears of": (lambda s: resource(s, "FunctionErrorsAlarm")["Metrics"].pop(), "every_part_watched"),
    "hints that grow old unseen": (lambda s: resource(s, "OldHintAlarm")["Metrics"].pop(), "every_part_watched"),
    "a parameter of no group": (lambda s: s["Parameters"].update(New={"Default": 1, "Description": "new"}), "parameters_grouped"),
    "an open door": (lambda s: resource(s, "UserPool").pop("AdminCreateUserConfig"), "accounts_by_invitation"),
    "a public console": (lambda s: resource(s, "ConsoleApiRoute").pop("AuthorizationType"), "routes_guarded"),
    "an early alarm": (lambda s: s["Parameters"]["DeltaLateHours"].update(Default=2), "late_means_two_looks"),
}


class Template(unittest.TestCase):
    def test_it_keeps_every_rule(self):
        self.assertEqual(rules.problems(SOURCE), [])

    def test_every_break_is_noticed_by_its_rule(self):
        for name, (do, rule) in BREAKS.items():
            broken = copy.deepcopy(SOURCE)
            do(broken)
            noticed = {problem.split(":")[0] for problem in rules.problems(broken)}
            self.assertIn(rule, noticed, name)

    def test_every_rule_has_a_break_that_it_notices(self):
        self.assertEqual({rule.__name__ for rule in rules.RULES}, {rule for _, rule in BREAKS.values()})

    def test_the_metrics_of_alarms_and_dashboard_are_those_that_are_told(self):
        told = set(re.findall(r'=> "(\w+)"', (ROOT / "shared/metrics/src/metric.rs").read_text())) - {"Count", "Milliseconds"}
        self.assertEqual(len(told), 10)
        alarms = rules.of_type(SOURCE, "AWS::CloudWatch::Alarm").values()
        watched = {a["Properties"]["MetricName"] for a in alarms if a["Properties"].get("Namespace") == "WooSync"}
        dashboard = resource(SOURCE, "Dashboard")["DashboardBody"]["Fn::Sub"]
        shown = set(re.findall(r'\["WooSync", "(\w+)"', dashboard))
        self.assertLessEqual(watched, told)
        self.assertEqual(shown, told)

    def test_every_function_says_to_which_stack_its_figures_belong(self):
        for name, function in rules.of_type(SOURCE, "AWS::Serverless::Function").items():
            variables = function["Properties"]["Environment"]["Variables"]
            self.assertEqual(variables.get("STACK_NAME"), {"Ref": "AWS::StackName"}, name)

    def test_the_local_run_changes_no_more_than_it_says(self):
        functions = template.functions(SOURCE)
        local = template.for_this_machine(SOURCE, {name: {"Key": name} for name in functions})
        resources = local["Resources"]
        for number in range(2, template.MAPPINGS + 1):
            for mapping in ("ConsumerMapping", "BackfillMapping"):
                self.assertEqual(resources.pop(f"{mapping}{number}"), SOURCE["Resources"][mapping])
        for name in functions:
            self.assertEqual(resources[name]["Properties"]["CodeUri"], {"Key": name})
            resources[name]["Properties"]["CodeUri"] = SOURCE["Resources"][name]["Properties"]["CodeUri"]
        for role in rules.of_type(local, "AWS::IAM::Role").values():
            for statement in rules.statements(role):
                if statement["Action"] == ["sqs:SendMessage", "sqs:SendMessageBatch"]:
                    statement["Action"] = "sqs:SendMessage"
        for name in (*template.LEFT_OUT, "Dashboard"):
            resources[name] = SOURCE["Resources"][name]
        self.assertEqual(local, SOURCE)


if __name__ == "__main__":
    unittest.main()
