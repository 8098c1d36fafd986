"""Signing in and out, and one's own ways in (`smeaton.project.sign_in` has the addresses)."""

from smeaton.project.policy.rule import BOTH, GET, POST, Over, Rule

DEMONSTRATION = "only in a demonstration without a real programme; elsewhere there is no such page"
_BEFORE = "leads back to the first page unless it has begun in this browser"
_AGAIN = "who it is, shown again within ten minutes, comes first"

RULES = (
    # the ways in
    Rule("home:sign-in", BOTH, Over.ANYBODY),
    Rule("account_login", BOTH, Over.ANYBODY),
    Rule("account_request_login_code", BOTH, Over.ANYBODY),
    Rule("account_confirm_login_code", BOTH, Over.ANYBODY, note=_BEFORE),
    Rule("sign-in-by-password", BOTH, Over.ANYBODY),
    Rule("mfa_login_webauthn", BOTH, Over.ANYBODY),
    Rule("mfa_authenticate", BOTH, Over.ANYBODY, note=_BEFORE),
    Rule("account_inactive", GET, Over.ANYBODY),
    Rule("openid_connect_login", GET, Over.PROVIDER),
    Rule("openid_connect_callback", GET, Over.PROVIDER, note="with an answer to what this browser asked"),
    Rule("home:be-somebody", POST, Over.ANYBODY, note=DEMONSTRATION),
    # the way out
    Rule("home:sign-out", POST, Over.ANYBODY),
    Rule("account_logout", POST, Over.ANYBODY),
    # one's own ways in, and where one is signed in
    Rule("home:your-sign-in", GET, Over.ONESELF),
    Rule("mfa_index", GET, Over.ONESELF),
    Rule("home:second-factor", GET, Over.ONESELF),
    Rule("usersessions_list", BOTH, Over.ONESELF),
    Rule("home:end-session", POST, Over.ONESELF),
    Rule("home:forget-provider", BOTH, Over.ONESELF, note=_AGAIN),
    Rule("account_set_password", BOTH, Over.ONESELF, note=_AGAIN),
    Rule("mfa_activate_totp", BOTH, Over.ONESELF, note=_AGAIN),
    Rule("mfa_deactivate_totp", BOTH, Over.ONESELF, note=_AGAIN),
    Rule("mfa_add_webauthn", BOTH, Over.ONESELF, note=_AGAIN),
    Rule("mfa_remove_webauthn", BOTH, Over.ONESELF, note=_AGAIN),
    Rule("mfa_view_recovery_codes", GET, Over.ONESELF),
    Rule("mfa_generate_recovery_codes", BOTH, Over.ONESELF, note=_AGAIN),
    # who it is, shown again
    Rule("account_reauthenticate", BOTH, Over.ONESELF),
    Rule("account_request_reauthentication_code", BOTH, Over.ONESELF),
    Rule("account_confirm_reauthentication_code", BOTH, Over.ONESELF),
    Rule("mfa_reauthenticate", BOTH, Over.ONESELF),
    Rule("mfa_reauthenticate_webauthn", BOTH, Over.ONESELF),
)
