"""What makes two names alike, and how several names are listed in a message."""

import pytest

from migralint.renames.names import alike, words
from migralint.statements import listed


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("worker_pool_queue_id", "work_pool_queue_id"),
        ("mail_address", "email_address"),
        ("usr_id", "user_id"),
        ("username", "user_name"),
        ("tag", "tags"),
    ],
)
def test_names_with_a_telling_word_or_the_same_spelling_are_alike(old: str, new: str) -> None:
    assert alike(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [("body", "content"), ("is_admin", "is_active"), ("tenant_id", "project_id"), ("first_name", "last_name")],
)
def test_names_that_share_an_everyday_word_only_are_not_alike(old: str, new: str) -> None:
    assert not alike(old, new)


def test_words_of_a_name_are_singular_and_lower_case() -> None:
    assert words("workPool_Queues") == {"work", "pool", "queue"}
    assert words("categories") == {"category"}


def test_names_are_listed_as_far_as_they_fit() -> None:
    assert listed(["posts.body"]) == "posts.body"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "a"]) == "a and b"
    assert listed(["flow_run.queue_id", "deployment.queue_id", "a", "worker.queue_id"], width=25) == (
        "flow_run.queue_id and 3 more"
    )
