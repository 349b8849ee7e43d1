"""What a caller may get, he finds in the list, and hears of: for random rules, items and callers.

The items are made by the administrator, so that nothing of what is stored depends on the rules that are tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amplify_pulumi.local.identity import ApiKey, Iam, Identity, LambdaAuthorizer, Oidc, UserPool
from amplify_pulumi.local.references import ACCOUNT, IDENTITY_POOL_ID, UNAUTHENTICATED_ROLE
from amplify_pulumi.local.subscriptions import SubscriptionRefusedError
from amplify_pulumi.schema.model import Api, ApiKeyMode, Field, LambdaMode, Model, OidcMode, Rule, Schema
from amplify_pulumi.testing import Events, LocalApi, local_api

MODEL = Model(
    name="Note",
    fields=(
        Field(name="text", type="String"),
        Field(name="owner", type="String"),
        Field(name="authors", type="String", array=True),
        Field(name="team", type="String"),
        Field(name="teams", type="String", array=True),
    ),
)
FIELDS = "id text owner authors team teams createdAt updatedAt"

ALICE = UserPool(username="alice", sub="a11ce", groups=("Admin", "Red"))
BOB = UserPool.from_claims({"sub": "b0b", "cognito:username": "bob", "org": "o1", "cognito:groups": ["Red", "Blue"]})
EVE = UserPool(username="a11ce::alice", sub="e4e", claims={"cognito:groups": '["Blue"]', "org": ""})
CARL = UserPool(username="carl", sub="ca41")
OTTO = Oidc(claims={"sub": "oidc-otto", "username": "otto", "cognito:groups": "Admin", "org": "o1"})
NAMELESS = Oidc(claims={"sub": "oidc-pat", "cognito:groups": '["Red"]'})
GUEST = Iam(
    username="AROAGUEST:CognitoIdentityCredentials",
    user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{UNAUTHENTICATED_ROLE}/CognitoIdentityCredentials",
    cognito_identity_pool_id=IDENTITY_POOL_ID,
    cognito_identity_id="us-east-1:1",
    cognito_identity_auth_type="unauthenticated",
)
SIGNED_IN = replace(GUEST, user_arn="arn:aws:sts::1:assumed-role/other/x", cognito_identity_auth_type="authenticated")
STRANGER = replace(SIGNED_IN, cognito_identity_pool_id="us-east-1:another")
CALLERS: tuple[Identity, ...] = (
    ALICE, BOB, EVE, CARL, OTTO, NAMELESS, GUEST, SIGNED_IN, STRANGER, ApiKey(), LambdaAuthorizer(), Iam()
)  # fmt: skip

names = st.sampled_from(
    ["a11ce::alice", "alice", "a11ce", "b0b::bob", "bob", "o1", "e4e", "oidc-otto::otto", "otto", "oidc-pat", "", "Red"]
)
groups = st.sampled_from(["Admin", "Red", "Blue", "", "Adm"])
items = st.fixed_dictionaries(
    {},
    optional={
        "owner": st.none() | names,
        "authors": st.none() | st.lists(names, max_size=3),
        "team": st.none() | groups,
        "teams": st.none() | st.lists(groups, max_size=3),
    },
)
providers = st.sampled_from([None, "oidc"])
rules = st.one_of(
    st.sampled_from([Rule(allow="publicApiKey"), Rule(allow="guest"), Rule(allow="custom")]),
    st.builds(Rule, allow=st.just("authenticated"), provider=st.sampled_from([None, "oidc", "identityPool"])),
    st.builds(Rule, allow=st.just("owner"), provider=providers, claim=st.sampled_from([None, "org", "username"])),
    st.builds(
        Rule, allow=st.just("ownersDefinedIn"), defined_in=st.just("authors"), provider=providers, claim=st.sampled_from([None, "org"])
    ),
    st.builds(Rule, allow=st.just("groups"), groups=st.sampled_from([("Admin",), ("Red", "Blue")]), provider=providers),
    st.builds(Rule, allow=st.just("groupDefinedIn"), defined_in=st.just("team"), provider=providers),
    st.builds(Rule, allow=st.just("groupsDefinedIn"), defined_in=st.just("teams"), provider=providers),
)


def api_of(rules: Sequence[Rule]) -> LocalApi:
    modes = Api(
        default_authorization_mode="userPool",
        api_key=ApiKeyMode(),
        oidc=OidcMode(provider_name="issuer", issuer_url="https://issuer.example"),
        lambda_=LambdaMode(function="authorizer"),
    )
    everybody = [
        Rule(allow="publicApiKey"),
        Rule(allow="custom"),
        Rule(allow="authenticated", provider="oidc"),
        Rule(allow="authenticated"),
    ]
    other = Model(name="Other", fields=(Field(name="text", type="String"),), authorization=tuple(everybody))
    return local_api(Schema(api=modes, models=(replace(MODEL, authorization=tuple(rules)), other)))


def got(api: LocalApi, identity: Identity, id_: str) -> Any:
    return api.as_identity(identity).execute(f'{{ getNote(id: "{id_}") {{ {FIELDS} }} }}').data["getNote"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rules, min_size=1, max_size=3, unique_by=repr), st.lists(items, min_size=1, max_size=4))
def test_list_get_and_subscription_agree(found: list[Rule], stored: list[Mapping[str, Any]]) -> None:
    """For rules that let read as a whole and mutations that select every field in which a rule looks."""
    with api_of(found) as api:
        heard: dict[int, Events | None] = {}
        for number, identity in enumerate(CALLERS):
            try:
                heard[number] = api.as_identity(identity).subscribe(f"subscription {{ onCreateNote {{ {FIELDS} }} }}")
            except SubscriptionRefusedError:
                heard[number] = None
        for number, item in enumerate(stored):
            made = api.as_iam().execute(
                f"mutation ($input: CreateNoteInput!) {{ createNote(input: $input) {{ {FIELDS} }} }}",
                {"input": {"id": f"n{number}", **item}},
            )
            assert not made.errors
        for number, identity in enumerate(CALLERS):
            gettable = {f"n{item}" for item in range(len(stored)) if got(api, identity, f"n{item}") is not None}
            listed = api.as_identity(identity).execute(f"{{ listNotes {{ items {{ {FIELDS} }} }} }}").data["listNotes"]
            assert {each["id"] for each in (listed or {"items": []})["items"]} == gettable, identity
            if identity is NAMELESS:
                continue  # Who lacks a part of his name reads what the other part names, and hears nothing, as in Amplify.
            events = subscription.all() if (subscription := heard[number]) is not None else []
            assert {each["data"]["onCreateNote"]["id"] for each in events} == gettable, identity
