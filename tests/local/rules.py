"""Rules for the template that AWS or we ourselves set, and that neither the linters nor the stand-in check.

Each rule gives what is wrong, and names the resource.
"""

import itertools
import json
from collections.abc import Iterator

# Actions that know no resource to name, see their service's page in AWS's service authorization reference.
ONLY_EVERYWHERE = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
VISIBILITY_FACTOR = 6
MOST_ALARMS = 10
LONGEST_RETENTION_SECONDS = 1_209_600
# How many of a function one mapping may run at once, as AWS takes it.
CONCURRENCY = range(2, 1001)
# Who is called when, by what it is told: a `tick`, or nothing at all, which to delta-sync means a look.
SCHEDULES = {
    ("ConsumerFunction", "minute"): "rate(1 minute)",
    ("ConsumerFunction", "permissions"): "rate(10 minutes)",
    ("DeltaFunction", None): {"Fn::If": ["EveryMinute", "rate(1 minute)", {"Fn::Sub": "rate(${DeltaMinutes} minutes)"}]},
    ("DeltaFunction", "digest"): {"Ref": "DigestSchedule"},
    ("FullSyncFunction", "minute"): "rate(1 minute)",
    ("FullSyncFunction", "night"): {"Ref": "NightlySchedule"},
}


def problems(template: dict) -> list[str]:
    """Everything that is wrong with `template`."""
    return [f"{rule.__name__}: {problem}" for rule in RULES for problem in rule(template)]


def of_type(template: dict, kind: str) -> dict[str, dict]:
    return {name: r for name, r in template["Resources"].items() if r["Type"] == kind}


def allowed(template: dict, parameter: str) -> list:
    """The values that a parameter takes: all of them, or the ends of their range."""
    of = template["Parameters"][parameter]
    return of.get("AllowedValues") or [of["MinValue"], of["Default"], of["MaxValue"]]


def resolved(template: dict, value, given: dict):
    """A value where the parameters are as given."""
    match value:
        case {"Ref": parameter}:
            return given[parameter]
        case {"Fn::FindInMap": [mapping, key, field]}:
            return template["Mappings"][mapping][str(resolved(template, key, given))][field]
    return value


def whatever_is_given(template: dict, *values) -> Iterator[tuple]:
    """The values for each choice of the parameters that they depend on."""
    parameters = sorted(named(list(values)) & template["Parameters"].keys())
    for chosen in itertools.product(*(allowed(template, parameter) for parameter in parameters)):
        given = dict(zip(parameters, chosen, strict=True))
        yield tuple(resolved(template, value, given) for value in values)


def named(value) -> set[str]:
    """The logical names that a value refers to."""
    if isinstance(value, dict):
        if set(value) == {"Ref"}:
            return {value["Ref"]}
        if set(value) == {"Fn::GetAtt"}:
            return {value["Fn::GetAtt"][0]}
        return set().union(*(named(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(named(part) for part in value)) if value else set()
    return set()


def statements(role: dict) -> list[dict]:
    return [s for policy in role["Properties"].get("Policies", []) for s in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict) -> list[str]:
    action = statement["Action"]
    return [action] if isinstance(action, str) else action


def resources(statement: dict) -> list:
    resource = statement["Resource"]
    return resource if isinstance(resource, list) else [resource]


def of_scheduler(role: dict) -> bool:
    """Whether it is the Scheduler that acts in this role."""
    trusted = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    return any(statement["Principal"] == {"Service": "scheduler.amazonaws.com"} for statement in trusted)


def role_of(template: dict, function: str) -> str:
    [role] = named(template["Resources"][function]["Properties"]["Role"])
    return role


def hidden_long_enough(template: dict) -> Iterator[str]:
    """AWS: at least six times the timeout of the function that a queue feeds, whatever the parameters are."""
    for name, mapping in of_type(template, "AWS::Lambda::EventSourceMapping").items():
        [queue] = named(mapping["Properties"]["EventSourceArn"])
        [function] = named(mapping["Properties"]["FunctionName"])
        ours, queues = (template["Resources"][resource]["Properties"] for resource in (function, queue))
        for timeout, visibility in whatever_is_given(template, ours["Timeout"], queues["VisibilityTimeout"]):
            if visibility < VISIBILITY_FACTOR * timeout:
                yield f"{queue} hides a message for {visibility} s, {name} may work on it for {timeout} s"


def dead_letters_kept(template: dict) -> Iterator[str]:
    """Every queue has a dead-letter queue, as wide as SQS allows: a day of outage must not fill it. What is in
    one is kept for as long as there is."""
    queues = {name: queue["Properties"] for name, queue in of_type(template, "AWS::SQS::Queue").items()}
    nets = {name: named(queue.get("RedrivePolicy", {}).get("deadLetterTargetArn")) & queues.keys() for name, queue in queues.items()}
    below = set().union(*nets.values())
    for name, queue in queues.items():
        if name in below:
            if queue.get("MessageRetentionPeriod") != LONGEST_RETENTION_SECONDS:
                yield f"{name} loses its dead letters early"
        elif not nets[name]:
            yield f"{name} has no dead-letter queue"
        elif queue["RedrivePolicy"]["maxReceiveCount"] != 1000:
            yield f"{name} gives a message up after {queue['RedrivePolicy']['maxReceiveCount']} receives"


def partial_failures_reported(template: dict) -> Iterator[str]:
    for name, mapping in of_type(template, "AWS::Lambda::EventSourceMapping").items():
        if mapping["Properties"].get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name} takes one failure for that of the whole batch"


def load_bounded(template: dict) -> Iterator[str]:
    """As many consumers at once as Perfex and the stores can bear, and no choice that AWS refuses."""
    for name, mapping in of_type(template, "AWS::Lambda::EventSourceMapping").items():
        most = mapping["Properties"].get("ScalingConfig", {}).get("MaximumConcurrency")
        if most is None:
            yield f"{name} runs as many consumers as there are messages"
        else:
            yield from (f"{name} cannot run {value} at once" for (value,) in whatever_is_given(template, most) if value not in CONCURRENCY)


def tick_of(schedule: dict) -> str | None:
    return json.loads(schedule["Target"].get("Input", "{}")).get("tick")


def every_tick_comes(template: dict) -> Iterator[str]:
    """Each schedule is there, is switched on, comes when it should, and may call its function."""
    missing = dict(SCHEDULES)
    for name, schedule in of_type(template, "AWS::Scheduler::Schedule").items():
        properties = schedule["Properties"]
        [function] = named(properties["Target"]["Arn"])
        [role] = named(properties["Target"]["RoleArn"])
        tick = tick_of(properties)
        if missing.pop((function, tick), None) != properties["ScheduleExpression"]:
            yield f"{name} calls {function} for {tick or 'a look'} at another time, or a second time"
        if properties.get("State", "ENABLED") != "ENABLED":
            yield f"{name} is switched off"
        if not any("lambda:InvokeFunction" in actions(s) and function in named(s["Resource"]) for s in statements(template["Resources"][role])):
            yield f"{name} may not call {function}"
    for function, tick in missing:
        yield f"nothing calls {function} for {tick or 'a look'}"


def looks_hourly(template: dict) -> Iterator[str]:
    """What is said of a lost delivery: it is noticed within an hour, or within any whole minutes of a day."""
    parameter = template["Parameters"]["DeltaMinutes"]
    if parameter["Default"] != 60:
        yield f"a lost delivery is noticed within {parameter['Default']} minutes"
    if (parameter.get("MinValue"), parameter.get("MaxValue")) != (1, 1440):
        yield "DeltaMinutes takes something else than 1 to 1440"
    # EventBridge refuses `rate(1 minutes)`.
    if template["Conditions"].get("EveryMinute") != {"Fn::Equals": [{"Ref": "DeltaMinutes"}, 1]}:
        yield "a look each minute is not told apart"


def queues_in_order(template: dict) -> Iterator[str]:
    """FIFO, and every delivery a hint of its own."""
    for name, queue in of_type(template, "AWS::SQS::Queue").items():
        if queue["Properties"].get("FifoQueue") is not True:
            yield f"{name} is no FIFO queue"
        if queue["Properties"].get("ContentBasedDeduplication") is not False:
            yield f"{name} takes two deliveries that look the same for one"


def queues_by_https_only(template: dict) -> Iterator[str]:
    denied = set()
    for policy in of_type(template, "AWS::SQS::QueuePolicy").values():
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            plain = statement.get("Condition") == {"Bool": {"aws:SecureTransport": "false"}}
            if statement["Effect"] == "Deny" and plain:
                denied |= named(statement["Resource"]) & named(policy["Properties"]["Queues"])
    for name in sorted(of_type(template, "AWS::SQS::Queue").keys() - denied):
        yield f"{name} takes plain HTTP"


def roles_apart(template: dict) -> Iterator[str]:
    roles = [role_of(template, name) for name in of_type(template, "AWS::Serverless::Function")]
    for role in sorted({role for role in roles if roles.count(role) > 1}):
        yield f"several functions share {role}"


def least_privilege(template: dict) -> Iterator[str]:
    for name, role in (of_type(template, "AWS::IAM::Role") | of_type(template, "AWS::IAM::Policy")).items():
        if role["Properties"].get("ManagedPolicyArns"):
            yield f"{name} has a policy that is not written here"
        own = statements(role) if role["Type"] == "AWS::IAM::Role" else role["Properties"]["PolicyDocument"]["Statement"]
        for statement in own:
            wide = [action for action in actions(statement) if "*" in action]
            if wide:
                yield f"{name} may {', '.join(wide)}"
            if "*" in resources(statement) and not set(actions(statement)) <= ONLY_EVERYWHERE:
                yield f"{name} may {', '.join(actions(statement))} everywhere"


def permitted_what_it_is_told_of(template: dict) -> Iterator[str]:
    """A function may use each queue, table and secret of its environment."""
    kinds = ("AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::SecretsManager::Secret")
    usable = set().union(*(of_type(template, kind) for kind in kinds))
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        told = named(function["Properties"]["Environment"]["Variables"]) & usable
        role = template["Resources"][role_of(template, name)]
        allowed = set().union(*(named(s["Resource"]) for s in statements(role)))
        for resource in sorted(told - allowed):
            yield f"{name} is told of {resource} and may not use it"


def kept_when_the_stack_goes(template: dict) -> Iterator[str]:
    """What cannot be made again. A fixed name would stand in the way when the stack is made again."""
    for name, resource in (of_type(template, "AWS::DynamoDB::Table") | of_type(template, "AWS::SecretsManager::Secret")).items():
        if {resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")} != {"Retain"}:
            yield f"{name} goes with the stack"
        if {"Name", "TableName"} & resource["Properties"].keys():
            yield f"{name} has a fixed name"


def table_guarded(template: dict) -> Iterator[str]:
    for name, table in of_type(template, "AWS::DynamoDB::Table").items():
        properties = table["Properties"]
        if not properties.get("DeletionProtectionEnabled"):
            yield f"{name} can be deleted by mistake"
        if not properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
            yield f"{name} cannot be set back to an earlier moment"
        if not properties.get("SSESpecification", {}).get("SSEEnabled"):
            yield f"{name} is encrypted with a key that AWS owns"
        if properties.get("TimeToLiveSpecification") != {"AttributeName": "expires_at", "Enabled": True}:
            yield f"{name} lets nothing expire"


def api_waits(template: dict) -> Iterator[str]:
    """The API cuts a function off after 30 s; a store must get an answer before."""
    for name, integration in of_type(template, "AWS::ApiGatewayV2::Integration").items():
        for function in named(integration["Properties"]["IntegrationUri"]):
            timeout = template["Resources"][function]["Properties"]["Timeout"]
            limit = template["Parameters"][timeout["Ref"]]["MaxValue"] if isinstance(timeout, dict) else timeout
            if limit >= 30:
                yield f"{name} is cut off before {function} is"


def api_watched(template: dict) -> Iterator[str]:
    for name, stage in of_type(template, "AWS::ApiGatewayV2::Stage").items():
        if "AccessLogSettings" not in stage["Properties"]:
            yield f"{name} has no access log"
        elif any(field in stage["Properties"]["AccessLogSettings"]["Format"] for field in ("sourceIp", "userAgent", "path")):
            yield f"{name} logs who called"
        if "ThrottlingRateLimit" not in stage["Properties"].get("DefaultRouteSettings", {}):
            yield f"{name} does not throttle"


def routes_throttled(template: dict) -> Iterator[str]:
    """Each route has a limit of its own. API Gateway refuses settings of a route that there is not, or not yet, so
    the stage waits for each."""
    for name, stage in of_type(template, "AWS::ApiGatewayV2::Stage").items():
        settings, waits = stage["Properties"].get("RouteSettings", {}), stage.get("DependsOn", [])
        routes = {route["Properties"]["RouteKey"]: logical for logical, route in of_type(template, "AWS::ApiGatewayV2::Route").items()}
        for key, route in routes.items():
            if not {"ThrottlingRateLimit", "ThrottlingBurstLimit"} <= settings.get(key, {}).keys():
                yield f"{name} has no limit for {key}"
            if route not in waits:
                yield f"{name} may be made before {route}"
        for key in settings.keys() - routes.keys():
            yield f"{name} has settings for {key}, which is no route"


def logs_end(template: dict) -> Iterator[str]:
    for name, group in of_type(template, "AWS::Logs::LogGroup").items():
        if "RetentionInDays" not in group["Properties"]:
            yield f"{name} keeps its lines for ever"


def parameters_have_defaults(template: dict) -> Iterator[str]:
    for name, parameter in template["Parameters"].items():
        if "Default" not in parameter:
            yield f"{name} has no default"
        if "Description" not in parameter:
            yield f"{name} says nothing of itself"


def accounts_by_invitation(template: dict) -> Iterator[str]:
    """Nobody makes an account but who manages the pool."""
    for name, pool in of_type(template, "AWS::Cognito::UserPool").items():
        if pool["Properties"].get("AdminCreateUserConfig") != {"AllowAdminCreateUserOnly": True}:
            yield f"{name} lets anybody in"


# The webhook verifies its deliveries itself; the page's files hold no data.
PUBLIC_ROUTES = {"POST /webhooks/{store}", "GET /console", "GET /console/{proxy+}"}


def routes_guarded(template: dict) -> Iterator[str]:
    for name, route in of_type(template, "AWS::ApiGatewayV2::Route").items():
        if route["Properties"].get("AuthorizationType") != "JWT" and route["Properties"]["RouteKey"] not in PUBLIC_ROUTES:
            yield f"{name} needs no token"


def few_alarms(template: dict) -> Iterator[str]:
    """They are paid for by the month, and nobody reads the eleventh."""
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    if len(alarms) > MOST_ALARMS:
        yield f"{len(alarms)} alarms"
    for name, alarm in alarms.items():
        if named(alarm["Properties"].get("AlarmActions", [])) != {"AlarmTopic"}:
            yield f"{name} tells nobody"


def watches(template: dict, metric: str, kind: str) -> set[str]:
    """The resources of which an alarm looks at a metric, by whichever dimension."""
    def of(properties: dict) -> Iterator[dict]:
        yield properties
        yield from (query["MetricStat"]["Metric"] for query in properties.get("Metrics", []) if "MetricStat" in query)

    looked = [m for alarm in of_type(template, "AWS::CloudWatch::Alarm").values() for m in of(alarm["Properties"])]
    seen = set().union(*(named(m["Dimensions"]) for m in looked if m.get("MetricName") == metric))
    return seen & of_type(template, kind).keys()


def every_part_watched(template: dict) -> Iterator[str]:
    """No function fails, no function is refused, and no hint grows old without an alarm."""
    functions = of_type(template, "AWS::Serverless::Function").keys()
    for metric in ("Errors", "Throttles"):
        for name in sorted(functions - watches(template, metric, "AWS::Serverless::Function")):
            yield f"nobody hears of the {metric} of {name}"
    feeding = set().union(*(named(m["Properties"]["EventSourceArn"]) for m in of_type(template, "AWS::Lambda::EventSourceMapping").values()))
    for name in sorted(feeding - watches(template, "ApproximateAgeOfOldestMessage", "AWS::SQS::Queue")):
        yield f"hints grow old in {name} unseen"


def parameters_grouped(template: dict) -> Iterator[str]:
    """The form of the AWS console shows those of no group last, under `Other`."""
    groups = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    shown = [name for group in groups for name in group["Parameters"]]
    for name in template["Parameters"]:
        if shown.count(name) != 1:
            yield f"{name} is in {shown.count(name)} groups"
    for name in sorted(set(shown) - template["Parameters"].keys()):
        yield f"{name} is in a group and no parameter"


def late_means_two_looks(template: dict) -> Iterator[str]:
    if 60 * template["Parameters"]["DeltaLateHours"]["Default"] <= 2 * template["Parameters"]["DeltaMinutes"]["Default"]:
        yield "the alarm for a late look rings before the second look is due"


RULES = [
    every_tick_comes, looks_hourly, load_bounded, routes_throttled,
    hidden_long_enough, dead_letters_kept, partial_failures_reported, queues_in_order, queues_by_https_only, roles_apart,
    least_privilege, permitted_what_it_is_told_of, kept_when_the_stack_goes, table_guarded, api_waits, api_watched,
    logs_end, parameters_have_defaults, few_alarms, every_part_watched, parameters_grouped, late_means_two_looks, accounts_by_invitation, routes_guarded,
]
