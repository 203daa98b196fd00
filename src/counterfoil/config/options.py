"""Everything an operator can set, in one typed model. The environment wins over secret files, these over counterfoil.toml."""

import os
import secrets
import tomllib
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

PREFIX = "COUNTERFOIL_"
FILE = "counterfoil.toml"
SECRETS = Path("/run/secrets")


class BadOptions(Exception):
    """An option is not what it must be; the message names each one and what is wrong with it."""


def _words(value: object) -> object:
    """`10.0.0.0/8, ::1` as an environment variable gives it, or the list of the TOML file."""
    return [word for word in value.replace(",", " ").split() if word] if isinstance(value, str) else value


class Options(BaseSettings):
    """The options of one installation. Each is a variable with the prefix COUNTERFOIL_ and a key of counterfoil.toml."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    data: Path = Path("var")
    database_url: str | None = Field(default=None, pattern=r"^postgres(ql)?://")
    pg_bin: Path | None = None
    pool: int = Field(default=0, ge=0, le=100)
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    base_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+/?$")
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_words)] = ()
    secret_key: SecretStr | None = Field(default=None, min_length=40)
    organization: str = "Support desk"
    upload_megabytes: int = Field(default=25, ge=1, le=1000)
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str = Field(default="support@localhost", pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    debug: bool = False
    demo: bool = False

    @property
    def address(self) -> str:
        """Where people reach the desk: every link we send starts with it, whatever a request claims its host is."""
        if self.base_url:
            return self.base_url.rstrip("/")
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104  # compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def is_https(self) -> bool:
        """Whether people reach the desk over TLS, ours or a proxy's."""
        return self.address.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the desk."""
        if self.host == "localhost":
            return True
        with suppress(ValueError):
            return ip_address(self.host).is_loopback
        return False

    @property
    def hosts(self) -> list[str]:
        """The host names that a request may name."""
        return sorted({str(urlsplit(self.address).hostname), "localhost", "127.0.0.1", "[::1]"})

    @property
    def outbox(self) -> Path:
        """Where mail is written when no SMTP server is set."""
        return self.data / "outbox"

    @property
    def files(self) -> Path:
        """Where attachments are kept."""
        return self.data / "files"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        data = Path(init_settings().get("data") or env_settings().get("data") or "var")
        files: tuple[PydanticBaseSettingsSource, ...] = (TomlConfigSettingsSource(settings_cls, toml_file=data / FILE),)
        if SECRETS.is_dir():
            files = (SecretsSettingsSource(settings_cls, secrets_dir=SECRETS), *files)
        return init_settings, env_settings, *files


def load() -> Options:
    """The options in force, with an absolute data directory. Raises BadOptions."""
    try:
        options = Options()
    except ValidationError as error:
        problems = [f"{_name(problem['loc'])}: {problem['msg']}." for problem in error.errors(include_input=False)]
        raise BadOptions("\n".join(problems)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadOptions(f"{FILE} is not valid TOML: {error}.") from None
    return options.model_copy(update={"data": options.data.absolute()})


def secret_key(options: Options) -> str:
    """The key that signs sessions and links: the one set, or that of `data/secret_key`, made on first use for its owner alone."""
    if options.secret_key:
        return options.secret_key.get_secret_value()
    path = options.data / "secret_key"
    if not path.exists():
        options.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f"secret_key.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(unfinished, path)  # unlike a rename, it never replaces the key of a quicker process
        unfinished.unlink()
    return path.read_text().strip()


def variables() -> list[str]:
    """The names of all environment variables that are read."""
    return [f"{PREFIX}{name.upper()}" for name in Options.model_fields]


def _name(location: tuple[int | str, ...]) -> str:
    first = str(location[0]) if location else FILE
    return f"{PREFIX}{first.upper()} ({first} in {FILE})" if first in Options.model_fields else f"“{first}” in {FILE}"
