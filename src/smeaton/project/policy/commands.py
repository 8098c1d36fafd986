"""The commands: who may call one, by its full name.

A command reaches the database, or files, with the rights of the account that it runs under: whoever runs the
installation may call each of them, and nobody else can.
"""

from enum import StrEnum


class Caller(StrEnum):
    """Who may call a command."""

    OPERATOR = "whoever runs the installation"
    FILES = "whoever may read the files named; the database is not opened"


COMMANDS = {
    "smeaton demo": Caller.OPERATOR,
    "smeaton history head": Caller.OPERATOR,
    "smeaton history verify": Caller.OPERATOR,
    "smeaton keys renew": Caller.OPERATOR,
    "smeaton mail bounce": Caller.OPERATOR,
    "smeaton mail bounces": Caller.OPERATOR,
    "smeaton mail send": Caller.OPERATOR,
    "smeaton mail status": Caller.OPERATOR,
    "smeaton mentoring match": Caller.FILES,
    "smeaton migrate": Caller.OPERATOR,
    "smeaton needs profile": Caller.FILES,
    "smeaton people add": Caller.OPERATOR,
    "smeaton people close": Caller.OPERATOR,
    "smeaton people end-hold": Caller.OPERATOR,
    "smeaton people erase": Caller.OPERATOR,
    "smeaton people export": Caller.OPERATOR,
    "smeaton people forget-factors": Caller.OPERATOR,
    "smeaton people hold": Caller.OPERATOR,
    "smeaton people holds": Caller.OPERATOR,
    "smeaton people retain": Caller.OPERATOR,
    "smeaton people set-password": Caller.OPERATOR,
    "smeaton people vouch": Caller.OPERATOR,
    "smeaton people sign-out": Caller.OPERATOR,
    "smeaton register gap": Caller.OPERATOR,
    "smeaton register import": Caller.OPERATOR,
    "smeaton register school": Caller.OPERATOR,
    "smeaton serve": Caller.OPERATOR,
    "smeaton support check": Caller.FILES,
    "smeaton support plan": Caller.FILES,
    "smeaton worker": Caller.OPERATOR,
}
