"""Staff: accounts with password and second factor, dated posts, declared relatives."""

from server.registry.staff.administration import (
    LoginTaken,
    StaffUnknown,
    add,
    change_password,
    declare_relative,
    give_post,
    leave,
    reset,
)
from server.registry.staff.passwords import PasswordWeak
from server.registry.staff.queries import (
    Listed,
    Post,
    acts_for,
    conflicts_of,
    listed,
    names_of,
    posts,
)
from server.registry.staff.service import (
    Known,
    Locked,
    NoPost,
    SignInFailed,
    check_second_factor,
    sign_in,
)

__all__ = [
    "Known",
    "Listed",
    "Locked",
    "LoginTaken",
    "NoPost",
    "PasswordWeak",
    "Post",
    "SignInFailed",
    "StaffUnknown",
    "acts_for",
    "add",
    "change_password",
    "check_second_factor",
    "conflicts_of",
    "declare_relative",
    "give_post",
    "leave",
    "listed",
    "names_of",
    "posts",
    "reset",
    "sign_in",
]
