"""Reading a site's settings: what they become, and how every mistake is named."""

import base64
import re
from pathlib import Path

import pytest

from responder.settings import CameraSettings, Settings, SettingsError
from responder.settings_file import load_settings, parse_settings, seal_camera_password

ROOT = Path(__file__).parents[1]
CAMPUS = '[campus]\npath = "maps"\n'


def parse(text: str, environment: dict[str, str] | None = None) -> Settings:
    return parse_settings(text, environment or {}, Path("/srv/site"))


def test_the_shortest_file_names_only_the_campus() -> None:
    """Everything else has a default, and relative paths are relative to the file."""
    settings = parse(CAMPUS)
    assert settings.campus.path == Path("/srv/site/maps")
    assert settings.server.data_dir == Path("/srv/site/data")
    assert settings.server.origin == "http://127.0.0.1:8080"
    assert settings.store.redis_url is None
    assert settings.cameras == ()


def test_a_camera_gets_its_password_from_the_environment() -> None:
    """Secrets need not be in the file."""
    settings = parse(
        CAMPUS
        + '[cameras.gym]\nmain_url = "rtsp://10.0.0.7/1"\nusername = "view"\npassword_env = "GYM_PASSWORD"\n',
        {"GYM_PASSWORD": "hunter2"},
    )
    assert settings.cameras == (
        CameraSettings(camera_id="gym", main_url="rtsp://10.0.0.7/1", username="view", password="hunter2"),
    )


def test_nothing_printed_of_settings_tells_an_address_or_a_password() -> None:
    """Settings end up in tracebacks and logs."""
    printed = repr(parse(CAMPUS + '[cameras.gym]\nmain_url = "rtsp://10.0.0.7/1"\npassword = "hunter2"\n'))
    assert "hunter2" not in printed
    assert "10.0.0.7" not in printed


def test_redis_url_of_the_environment_wins() -> None:
    """The address of a Redis often holds its password."""
    settings = parse(CAMPUS + '[store]\nredis_url = "redis://a"\n', {"REDIS_URL": "redis://b"})
    assert settings.store.redis_url == "redis://b"


@pytest.mark.parametrize(
    ("server", "origin"),
    [
        ('host = "0.0.0.0"\nport = 9000', "http://localhost:9000"),
        ('host = "::1"', "http://[::1]:8080"),
        ('tls_cert = "c.pem"\ntls_key = "k.pem"\nhost = "cams.example.org"', "https://cams.example.org:8080"),
        ('public_url = "https://cams.example.org"', "https://cams.example.org"),
    ],
)
def test_links_begin_with_the_public_address(server: str, origin: str) -> None:
    """Configured, or made from what the server listens on."""
    assert parse(f"{CAMPUS}[server]\n{server}\n").server.origin == origin


def test_a_site_says_how_many_cores_may_make_pictures() -> None:
    """Unless told, all of them; none on a node that has other work."""
    assert parse(CAMPUS).media.transcoding_cores is None
    assert parse(CAMPUS + "[media]\ntranscoding_cores = 0").media.transcoding_cores == 0


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("", "responder.toml", "campus"),
        ("campus", "responder.toml", "not valid TOML"),
        (CAMPUS + '[server]\nport = "web"', "server.port", "int"),
        (CAMPUS + "[server]\nport = 65536", "server.port", "65535"),
        (CAMPUS + "[server]\nprot = 80", "server", "prot"),
        (CAMPUS + '[server]\ntls_cert = "c.pem"', "server.tls_cert", "together"),
        (CAMPUS + '[server]\npublic_url = "cams.example.org"', "server.public_url", "https://"),
        (CAMPUS + '[server]\npublic_url = "https://cams.example.org/"', "server.public_url", "slash"),
        (CAMPUS + '[server]\ntrusted_proxies = ["10.0.0.1/8"]', "server.trusted_proxies", "network"),
        (CAMPUS + '[media]\nbind_addresses = ["0.0.0.0"]', "media.bind_addresses", "wildcard"),
        (CAMPUS + '[media]\nbind_addresses = ["eth0"]', "media.bind_addresses", "not an IP address"),
        (CAMPUS + '[media.public_addresses]\n"10.0.0.1" = ["here"]', "media.public_addresses", "not an IP"),
        (CAMPUS + "[media]\ntranscoding_cores = -1", "media.transcoding_cores", ">= 0"),
        (CAMPUS + '[camera_network]\nallowed = ["cameras"]', "camera_network.allowed", "network"),
        (CAMPUS + "[cameras]\ngym = 1", "cameras[...]", "object"),
        (CAMPUS + "[cameras.gym]", "cameras.gym", "main_url"),
        (CAMPUS + '[cameras.gym]\nmain_url = "http://10.0.0.7/"', "cameras.gym.main_url", "rtsp://"),
        (CAMPUS + '[cameras.gym]\nmain_url = "rtsp:///1"', "cameras.gym.main_url", "valid address"),
        (CAMPUS + '[cameras.gym]\nmain_url = "rtsp://10.0.0.7:99999/"', "cameras.gym.main_url", "valid"),
        (CAMPUS + '[cameras.gym]\nmain_url = "rtsp://[::1"', "cameras.gym.main_url", "valid address"),
        (CAMPUS + '[cameras.gym]\nmain_url = "rtsp://10.0.0.7/a b"', "cameras.gym.main_url", "valid"),
        (CAMPUS + '[cameras.gym]\nmain_url = "rtsp://u:p@10.0.0.7/"', "cameras.gym.main_url", "credentials"),
        (
            CAMPUS + '[cameras.gym]\nmain_url = "rtsp://169.254.169.254/"',
            "cameras.gym.main_url",
            "link-local",
        ),
        (
            CAMPUS + '[cameras.gym]\nmain_url = "rtsp://10.0.0.7/"\nsub_url = "rtsp://127.0.0.1/"',
            "cameras.gym.sub_url",
            "this machine",
        ),
        (
            CAMPUS + '[cameras.gym]\nmain_url = "rtsp://10.0.0.7/"\npassword_env = "NONE"',
            "cameras.gym.password_env",
            "NONE",
        ),
        (
            CAMPUS + '[cameras.gym]\nmain_url = "rtsp://10.0.0.7/"\npassword = "a"\npassword_env = "B"',
            "cameras.gym.password_env",
            "not both",
        ),
    ],
)
def test_a_mistake_is_named_by_key_and_reason(text: str, key: str, reason: str) -> None:
    """Whoever sets up a site at night reads one line and knows what to change."""
    with pytest.raises(SettingsError) as raised:
        parse(text)
    assert raised.value.key == key
    assert reason in raised.value.reason


def test_an_error_about_an_address_does_not_repeat_it() -> None:
    """It may hold a password."""
    with pytest.raises(SettingsError) as raised:
        parse(CAMPUS + '[cameras.gym]\nmain_url = "rtsp://admin:hunter2@10.0.0.7/"\n')
    assert "hunter2" not in str(raised.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A missing file, a directory and something that is no text."""
    (tmp_path / "picture.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.toml", ".", "picture.toml"):
        with pytest.raises(SettingsError) as raised:
            load_settings(tmp_path / name)
        assert str(tmp_path / name) == raised.value.key


def test_a_file_is_loaded_relative_to_itself(tmp_path: Path) -> None:
    """The service may be started from anywhere."""
    (tmp_path / "responder.toml").write_text(CAMPUS)
    assert load_settings(tmp_path / "responder.toml").campus.path == tmp_path / "maps"


SECRET = "whsec_" + "A" * 43 + "="
OTHER_SECRET = "whsec_" + base64.b64encode(bytes([1] * 32)).decode()


def test_the_manuals_example_is_a_valid_file() -> None:
    """Also with everything that it shows as a comment switched on."""
    manual = (ROOT / "docs" / "operations.md").read_text("utf-8")
    example = manual.partition("```toml\n")[2].partition("```")[0]
    secrets = {
        "CAMERA_PASSWORD": "hunter2",
        "PANIC_SECRET": SECRET,
        "ALERT_SECRET": OTHER_SECRET,
        "OIDC_SECRET": "shared",
    }
    for text in (example, re.sub(r"^# ", "", example, flags=re.MULTILINE)):
        settings = parse(text, secrets)
        assert settings.server.origin == "https://cameras.example.org"
        assert settings.cameras[0].password == "hunter2"
        assert settings.access.requires_agreement
        assert settings.oidc is not None


OIDC = """
[oidc]
issuer = "https://id.example.org"
client_id = "responder"
client_secret_env = "OIDC_SECRET"
[[oidc.groups]]
group = "principals"
role = "building_admin"
building_ids = ["gym"]
"""


def test_secrets_of_access_come_from_the_environment() -> None:
    """And are in nothing that is printed."""
    access = '[access]\nrequires_agreement = true\npanic_secret_env = "PANIC"\nalert_secret_env = "ALERT"\n'
    text = CAMPUS + access + OIDC
    settings = parse(text, {"PANIC": SECRET, "ALERT": OTHER_SECRET, "OIDC_SECRET": "hunter2"})
    assert settings.access.requires_agreement
    assert settings.access.panic_key == bytes(32)
    assert settings.access.alert_key == bytes([1] * 32)
    assert settings.oidc is not None
    assert settings.oidc.groups[0].building_ids == {"gym"}
    assert SECRET not in repr(settings)
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('[access]\npanic_secret = "short"\n', "access.panic_secret"),
        ('[access]\npanic_secret_env = "NOT_SET"\n', "access.panic_secret_env"),
        ('[access]\nalert_secret = "short"\n', "access.alert_secret"),
        (f'[access]\npanic_secret = "{SECRET}"\nalert_secret = "{SECRET}"\n', "access.alert_secret"),
        (OIDC.replace("https://id", "http://id"), "oidc.issuer"),
        (OIDC.replace('building_ids = ["gym"]\n', ""), "oidc.groups"),
        (OIDC.partition("[[")[0] + "groups = []\n", "oidc.groups"),
    ],
)
def test_a_mistake_in_access_is_named(text: str, key: str) -> None:
    """By its key in the file."""
    with pytest.raises(SettingsError) as refused:
        parse(CAMPUS + text, {"OIDC_SECRET": "hunter2"})
    assert refused.value.key == key


def test_a_sealed_password_opens_with_the_sites_own_key(tmp_path: Path) -> None:
    """Of that camera; elsewhere, or for another camera, it is a mistake that is named."""
    sealed = seal_camera_password(tmp_path / "data", "gym", "hunter2")
    camera = f'main_url = "rtsp://10.0.0.7/1"\npassword_sealed = "{sealed}"\n'
    settings = parse_settings(f"{CAMPUS}[cameras.gym]\n{camera}", {}, tmp_path)
    assert settings.cameras[0].password == "hunter2"
    assert "hunter2" not in sealed
    for text, directory in (
        (f"{CAMPUS}[cameras.main]\n{camera}", tmp_path),
        (f"{CAMPUS}[cameras.gym]\n{camera}", tmp_path / "elsewhere"),
        (f'{CAMPUS}[cameras.gym]\n{camera}password = "x"\n', tmp_path),
    ):
        with pytest.raises(SettingsError, match="password_sealed"):
            parse_settings(text, {}, directory)
