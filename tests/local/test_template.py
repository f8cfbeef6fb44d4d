"""Rules that AWS or we ourselves set, and that neither the linters nor the stand-in check."""

import unittest

from tests.local import template
from tests.local.state import ROOT

SOURCE = template.load(ROOT / "template.yaml")
RESOURCES = SOURCE["Resources"]


def default(parameter: str) -> int:
    return SOURCE["Parameters"][parameter]["Default"]


def of_type(kind: str) -> dict[str, dict]:
    return {name: r for name, r in RESOURCES.items() if r["Type"] == kind}


class Template(unittest.TestCase):
    def test_every_function_has_a_role_of_its_own(self):
        functions = of_type("AWS::Serverless::Function").values()
        roles = [str(function["Properties"]["Role"]) for function in functions]
        self.assertEqual(len(roles), len(set(roles)))

    def test_no_role_may_do_anything_everywhere(self):
        for name, role in of_type("AWS::IAM::Role").items():
            for policy in role["Properties"]["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    self.assertNotIn("*", str(statement["Action"]), name)
                    self.assertNotIn("'*'", str([statement["Resource"]]), name)

    def test_a_hint_stays_hidden_for_six_runs_of_the_consumer(self):
        self.assertGreaterEqual(default("VisibilitySeconds"), 6 * default("FunctionTimeoutSeconds"))

    def test_the_api_waits_longer_than_the_webhook_function_runs(self):
        self.assertLess(RESOURCES["WebhookFunction"]["Properties"]["Timeout"], 30)

    def test_what_cannot_be_made_again_survives_the_stack(self):
        kept = of_type("AWS::DynamoDB::Table") | of_type("AWS::SecretsManager::Secret")
        self.assertEqual(len(kept), 4)
        for name, resource in kept.items():
            self.assertEqual(resource["DeletionPolicy"], "Retain", name)
            self.assertEqual(resource["UpdateReplacePolicy"], "Retain", name)
            # A fixed name would stand in the way when the stack is made again.
            self.assertFalse({"Name", "TableName"} & resource["Properties"].keys(), name)

    def test_nobody_makes_an_account_but_who_manages_the_pool(self):
        for name, pool in of_type("AWS::Cognito::UserPool").items():
            self.assertIs(pool["Properties"]["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"], True, name)
        for name, client in of_type("AWS::Cognito::UserPoolClient").items():
            self.assertEqual(client["Properties"]["AllowedOAuthFlows"], ["code"], name)

    def test_every_route_but_the_webhook_and_the_files_needs_a_token(self):
        public = {"POST /webhooks/{store}", "GET /console", "GET /console/{proxy+}"}
        for name, route in of_type("AWS::ApiGatewayV2::Route").items():
            open_to_all = route["Properties"].get("AuthorizationType", "NONE") == "NONE"
            self.assertEqual(open_to_all, route["Properties"]["RouteKey"] in public, name)

    def test_only_the_webhook_has_no_throttle_of_its_own(self):
        settings = RESOURCES["ApiStage"]["Properties"]["RouteSettings"]
        routes = {route["Properties"]["RouteKey"] for route in of_type("AWS::ApiGatewayV2::Route").values()}
        self.assertEqual(routes - settings.keys(), {"POST /webhooks/{store}"})

    def test_a_day_of_outage_leaves_the_dead_letter_queue_empty(self):
        redrive = RESOURCES["ChangesQueue"]["Properties"]["RedrivePolicy"]
        self.assertEqual(redrive["maxReceiveCount"], 1000)

    def test_every_delivery_is_a_hint_of_its_own(self):
        for name, queue in of_type("AWS::SQS::Queue").items():
            self.assertIs(queue["Properties"]["FifoQueue"], True, name)
            self.assertIs(queue["Properties"]["ContentBasedDeduplication"], False, name)

    def test_the_local_run_changes_the_code_and_the_number_of_mappings_only(self):
        functions = template.functions(SOURCE)
        self.assertEqual(functions, {"WebhookFunction": "webhook", "ConsumerFunction": "consumer", "DeltaFunction": "delta-sync", "ConsoleFunction": "console"})
        local = template.for_this_machine(SOURCE, {name: {"Key": name} for name in functions})
        resources = local["Resources"]
        for number in range(2, template.MAPPINGS + 1):
            self.assertEqual(resources.pop(f"ConsumerMapping{number}"), RESOURCES["ConsumerMapping"])
        for name in functions:
            self.assertEqual(resources[name]["Properties"]["CodeUri"], {"Key": name})
            resources[name]["Properties"]["CodeUri"] = RESOURCES[name]["Properties"]["CodeUri"]
        self.assertEqual(local, SOURCE)
