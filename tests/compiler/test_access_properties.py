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
        Field(name="author", type="String"),
        Field(name="authors", type="String", array=True),
        Field(name="team", type="String"),
        Field(name="teams", type="String", array=True),
    ),
)
RULED = ("owner", "author", "authors", "team", "teams")
FIELDS = f"id text {' '.join(RULED)} createdAt updatedAt"

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
        "author": st.none() | names,
        "authors": st.none() | st.lists(names, max_size=3),
        "team": st.none() | groups,
        "teams": st.none() | st.lists(groups, max_size=3),
    },
)
providers = st.sampled_from([None, "oidc"])
claims = st.sampled_from([None, "org"])
rules = st.one_of(
    st.sampled_from([Rule(allow="publicApiKey"), Rule(allow="guest"), Rule(allow="custom")]),
    st.builds(Rule, allow=st.just("authenticated"), provider=st.sampled_from([None, "oidc", "identityPool"])),
    st.builds(Rule, allow=st.just("owner"), provider=providers, claim=st.sampled_from([None, "org", "username"])),
    st.builds(
        Rule, allow=st.just("ownerDefinedIn"), defined_in=st.just("author"), provider=providers, claim=st.sampled_from([None, "org", "sub"])
    ),
    st.builds(
        Rule, allow=st.just("ownersDefinedIn"), defined_in=st.just("authors"), provider=providers, claim=st.sampled_from([None, "org"])
    ),
    st.builds(
        Rule, allow=st.just("groups"), groups=st.sampled_from([("Admin",), ("Red", "Blue"), ("o1",)]), provider=providers, claim=claims
    ),
    st.builds(Rule, allow=st.just("groupDefinedIn"), defined_in=st.just("team"), provider=providers, claim=claims),
    st.builds(Rule, allow=st.just("groupsDefinedIn"), defined_in=st.just("teams"), provider=providers, claim=claims),
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


def readable(api: LocalApi, identity: Identity, number: int) -> set[str]:
    """Return which of the items the caller may get; the list must hold the same."""
    caller = api.as_identity(identity)
    gets = " ".join(f'n{each}: getNote(id: "n{each}") {{ {FIELDS} }}' for each in range(number))
    gettable = {name for name, note in caller.execute(f"{{ {gets} }}").data.items() if note is not None}
    listed = caller.execute(f"{{ listNotes {{ items {{ {FIELDS} }} }} }}").data["listNotes"]
    assert {each["id"] for each in (listed or {"items": []})["items"]} == gettable, identity
    return gettable


def subscribed(api: LocalApi, identity: Identity, verb: str) -> Events | None:
    try:
        return api.as_identity(identity).subscribe(f"subscription {{ on{verb}Note {{ {FIELDS} }} }}")
    except SubscriptionRefusedError:
        return None


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rules, min_size=1, max_size=3, unique_by=repr), st.lists(st.tuples(items, items), min_size=1, max_size=4))
def test_list_get_and_subscription_agree(found: list[Rule], stored: list[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """For rules that let read as a whole and mutations that select every field in which a rule looks.

    Each item is made, changed to another and deleted. Who may get it then, or before for a deletion, hears of it; nobody else does.
    """
    with api_of(found) as api:
        heard = {
            (number, verb): subscribed(api, each, verb) for number, each in enumerate(CALLERS) for verb in ("Create", "Update", "Delete")
        }

        def mutate(verb: str, input_: Mapping[str, Any]) -> None:
            document = f"mutation ($input: {verb}NoteInput!) {{ {verb.lower()}Note(input: $input) {{ {FIELDS} }} }}"
            assert not api.as_iam().execute(document, {"input": input_}).errors

        def compare(verb: str, before: Mapping[int, set[str]] | None = None) -> dict[int, set[str]]:
            found: dict[int, set[str]] = {}
            for number, identity in enumerate(CALLERS):
                found[number] = readable(api, identity, len(stored))
                if identity is NAMELESS:
                    continue  # Who lacks a part of his name reads what the other part names, and hears nothing, as in Amplify.
                events = subscription.all() if (subscription := heard[number, verb]) is not None else []
                ids = [each["data"][f"on{verb}Note"]["id"] for each in events]
                assert sorted(ids) == sorted((before or found)[number]), (identity, verb)
            return found

        for number, (item, _) in enumerate(stored):
            mutate("Create", {"id": f"n{number}", **item})
        compare("Create")
        for number, (_, item) in enumerate(stored):
            mutate("Update", {"id": f"n{number}", **dict.fromkeys(RULED), **item})
        before = compare("Update")
        for number in range(len(stored)):
            mutate("Delete", {"id": f"n{number}"})
        assert not any(compare("Delete", before).values())
