"""People of the local user pool."""

from tests.local.deploy import client


def make(endpoint: str, pool: str, name: str, password: str, group: str | None) -> None:
    """Make a person who may sign in with this password, and put the person into a group."""
    cognito = client("cognito-idp", endpoint)
    person = {"UserPoolId": pool, "Username": name}
    cognito.admin_create_user(**person, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**person, Password=password, Permanent=True)
    if group:
        cognito.admin_add_user_to_group(**person, GroupName=group)
