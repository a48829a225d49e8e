"""Every variable of the environment and what it does; a test compares this with the code."""

VARIABLES = {
    "KENES_HOME": "The folder of all state: database, files, keys. In a checkout `var`, "
    "else the platform's data folder.",
    "KENES_DATABASE_URL": "`postgresql://user:password@host:port/name`; without it SQLite under "
    "KENES_HOME.",
    "KENES_SECRET_KEY": "Signs sessions; without it one is made and kept under KENES_HOME/keys.",
    "KENES_PSEUDONYM_KEY": "Keeps pseudonyms of the public record apart from people; without it "
    "one is made and kept under KENES_HOME/keys. Changing it gives everyone a new pseudonym.",
    "KENES_RECORD_NAME": "Name of the public record, e.g. `kenes.example/record`, taken when its "
    "key is made; without it the first host served.",
    "KENES_HOSTS": "Host names served, parted by commas.",
    "KENES_ORIGINS": "Origins forms may come from behind a proxy, e.g. `https://kenes.example`.",
    "KENES_ADDRESS": "Where people reach the house, e.g. `https://kenes.example`: links in "
    "letters begin with it; without it the first of KENES_ORIGINS, else where `kenes serve` "
    "listens.",
    "KENES_LIVE_ADDRESS": "Where browsers find the stream of a meeting, e.g. "
    "`https://kenes.example`; without it the host of the page, on the port after its own, where "
    "`kenes serve` has it.",
    "KENES_LIVE_CONNECTIONS": "How many browsers the stream serves at once; the others ask by "
    "themselves every few seconds.",
    "KENES_LIVE_CONNECTIONS_EACH": "How many of them from one address; a whole hall may share "
    "one.",
    "KENES_HTTPS": "`yes` behind a proxy that speaks HTTPS: secure cookies and HSTS.",
    "KENES_DEBUG": "`yes` for development only.",
    "KENES_SECOND_FACTOR": "`no` lets people work without passkey or one-time codes.",
    "KENES_DEMONSTRATION": "`yes` says on every page that the body is fictional.",
    "KENES_UPLOAD_LIMIT_MB": "The largest file taken, in MB.",
    "KENES_CLAMAV_SOCKET": "Socket of a ClamAV daemon; files are scanned when it is set.",
    "KENES_TIME_ZONE": "Zone of dates and times, e.g. `Asia/Almaty`.",
    "KENES_EMAIL_BACKEND": "Django e-mail backend; without it messages are printed.",
    "KENES_EMAIL_HOST": "Mail server.",
    "KENES_EMAIL_PORT": "Its port.",
    "KENES_EMAIL_USER": "Its user.",
    "KENES_EMAIL_PASSWORD": "Its password.",
    "KENES_EMAIL_TLS": "`yes` to speak TLS with it.",
    "KENES_EMAIL_FROM": "Sender of all messages.",
    "KENES_LOG_LEVEL": "`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
}
