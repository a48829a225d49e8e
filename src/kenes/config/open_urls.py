"""Every address that needs no sign-in, by name; all others do."""

OPEN_URLS = frozenset(
    {
        # the public site
        "portal:front",
        "root:go",
        "root:health",
        "members:bodies",
        "members:body",
        "members:organisations",
        "members:organisation",
        "members:bylaws",
        "recommendations:register",
        "recommendations:export",
        "recommendations:one",
        "root:cite",
        "recommendations:document",
        "recommendations:document_file",
        "recommendations:document_page",
        "portal:gallery",
        # the public record
        "root:record_file",
        "root:record_listing",
        "root:record_cosignature",
        "record:log",
        "record:matter",
        "record:entry",
        "record:receipt",
        "record:bundle",
        "record:verify",
        # signing in
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_reauthenticate",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "accounts:accept",
    }
)
