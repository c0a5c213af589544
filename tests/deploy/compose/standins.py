"""Images that stand in for those of a registry, under the names that the Compose files ask for: made of this machine's
Debian packages, of jars from Maven Central and of what the tests have built. They keep to the official images' users, paths,
variables and programs, as far as the files use them."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from root_folder import RootFolder
from tools import COMPOSE, PROGRAMS, ROOT, program

HERE = pathlib.Path(__file__).resolve().parent
SCRIPTS = HERE / "standins"
SERVICES = ROOT / "tests" / "services"
MODULES = ROOT / "tests" / "firebase_auth" / "node_modules"
HIDANE = ROOT / ".dev" / "hidane" / "bin" / "hidane"
BINARY = pathlib.Path(os.environ.get("CARAVAN_BIN", ROOT / "build" / "caravan"))
WEB = pathlib.Path(os.environ.get("CARAVAN_TEST_WEB", ROOT / "web" / "dist"))
# An archive of `docker save` with the real image in it, which is then used instead of a stand-in.
IMAGE = os.environ.get("CARAVAN_TEST_IMAGE")

sys.path.append(str(SERVICES))


def jars(name):
    """The folder of a server's jars, fetched when they are not there."""
    import service  # noqa: PLC0415  (the folder has just been named)

    return service.jars(SERVICES / name, {"kafka": "libs", "cassandra": "lib"}[name])


def needed(path):
    if not path.exists():
        raise RuntimeError(f"{path} is not there: ./dev test --deploy makes it")
    return path


def java(root):
    home = pathlib.Path(shutil.which("java")).resolve().parents[1]
    root.tree(home, without=("legal", "man", "jmods", "docs", "src.zip"))
    root.link("/usr/bin/java", f"{home}/bin/java")


def script(root, name, target):
    root.text(target, (SCRIPTS / name).read_text(), mode=0o755)


def caravan(root):
    root.program(needed(BINARY), "/usr/bin/caravan")
    root.tree(needed(WEB), "/usr/share/caravan/web")
    root.folder("/var/lib/caravan", owner=10001, mode=0o700)
    return ["USER 10001:10001", "VOLUME /var/lib/caravan", 'ENTRYPOINT ["/usr/bin/caravan"]', 'CMD ["serve"]',
            "ENV CARAVAN_SERVER_LISTEN=0.0.0.0:3000", "ENV CARAVAN_DATA_DIR=/var/lib/caravan",
            "ENV CARAVAN_WEB_ROOT=/usr/share/caravan/web"]


def postgres(root):
    home = max(pathlib.Path("/usr/lib/postgresql").glob("*"), key=lambda path: int(path.name))
    root.tree(home)
    root.tree(f"/usr/share/postgresql/{home.name}")
    root.tree("/usr/lib/locale/C.utf8")
    root.file("/usr/share/zoneinfo/Etc/UTC", "/usr/share/zoneinfo/Etc/UTC")
    script(root, "postgres.sh", "/usr/local/bin/docker-entrypoint.sh")
    root.folder("/var/lib/postgresql/data", owner=999, mode=0o1777)
    root.folder("/var/run/postgresql", owner=999)
    return [f"ENV PATH=/usr/local/bin:/usr/bin:{home}/bin", "ENV PGDATA=/var/lib/postgresql/data", "ENV LANG=C.UTF-8",
            "VOLUME /var/lib/postgresql/data", 'ENTRYPOINT ["docker-entrypoint.sh"]', 'CMD ["postgres"]']


def kafka(root):
    java(root)
    root.tree(jars("kafka"), "/opt/kafka/libs")
    script(root, "kafka.sh", "/etc/kafka/docker/run")
    root.file(SERVICES / "kafka" / "log4j.properties", "/etc/kafka/docker/log4j.properties")
    for folder in ("/opt/kafka/config", "/opt/kafka/logs", "/var/lib/kafka/data", "/mnt/shared/config", "/etc/kafka/secrets"):
        root.folder(folder, owner=1000)
    return ["USER 1000", 'CMD ["/etc/kafka/docker/run"]', "VOLUME /etc/kafka/secrets", "VOLUME /var/lib/kafka/data",
            "VOLUME /mnt/shared/config"]


def cassandra(root):
    java(root)
    folder = jars("cassandra")
    root.tree(folder, "/opt/cassandra/lib")
    root.file(next(folder.glob("jamm-*.jar")), "/opt/cassandra/lib/jamm.jar")
    script(root, "cassandra.sh", "/opt/cassandra/bin/cassandra")
    root.file(SERVICES / "cassandra" / "jvm.options", "/etc/cassandra/jvm.options")
    root.file(SERVICES / "cassandra" / "logback.xml", "/etc/cassandra/logback.xml")
    for path in ("/var/lib/cassandra", "/var/log/cassandra"):
        root.folder(path, owner=999, mode=0o1777)
    return ["ENV PATH=/opt/cassandra/bin:/usr/bin", "VOLUME /var/lib/cassandra"]


def prometheus(root):
    root.program(program("prometheus").resolve(), "/bin/prometheus")
    root.folder("/prometheus", owner=65534)
    return ["USER nobody", 'ENTRYPOINT ["/bin/prometheus"]', "VOLUME /prometheus", "WORKDIR /prometheus"]


def alertmanager(root):
    root.program(program("alertmanager").resolve(), "/bin/alertmanager")
    # Debian's reads its templates from there.
    root.tree(PROGRAMS.parent / "prometheus/usr/share/prometheus/alertmanager", "/usr/share/prometheus/alertmanager")
    root.folder("/alertmanager", owner=65534)
    return ["USER nobody", 'ENTRYPOINT ["/bin/alertmanager"]', "VOLUME /alertmanager", "WORKDIR /alertmanager"]


def grafana(root):
    """There is no Grafana without a registry: this one answers the question for its health, and nothing else."""
    root.text("/srv/api/health", '{"database": "ok"}\n')
    root.folder("/var/lib/grafana", owner=472)
    return ["USER 472", 'CMD ["httpd", "-f", "-p", "3000", "-h", "/srv"]']


def caddy(root):
    root.program(program("caddy").resolve(), "/usr/bin/caddy")
    return ['CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]']


def debian(root):
    """With what the emulator of Firestore loads: the official image has that, too."""
    for library in subprocess.run(["ldd", needed(HIDANE)], capture_output=True, text=True, check=True).stdout.split():
        if library.startswith("/"):
            root.file(library, re.sub("^/lib", "/usr/lib", library))
    return []


def rust(root):
    script(root, "cargo.sh", "/usr/bin/cargo")
    root.file(needed(HIDANE), "/hidane")
    root.text("/hidane-version", re.search(r"hidane_version=(\S+)", (ROOT / "dev").read_text())[1])
    return []


def node(root):
    root.program(pathlib.Path(shutil.which("node")).resolve(), "/usr/bin/node")
    script(root, "npm.sh", "/usr/bin/npm")
    root.tree(needed(MODULES), "/node_modules")
    return []


MAKERS = {
    "docker.io/caravanchat/caravan": caravan, "postgres": postgres, "apache/kafka": kafka, "cassandra": cassandra,
    "prom/prometheus": prometheus, "prom/alertmanager": alertmanager, "grafana/grafana": grafana, "caddy": caddy,
    "debian": debian, "rust": rust, "node": node,
}  # fmt: skip
# Made by the Dockerfiles of deploy/compose out of the stand-ins.
BUILT = {"caravan-firestore-emulator": "firestore-emulator", "caravan-auth-emulator": "auth-emulator"}


def bases(folder):
    """The images that a Dockerfile begins with."""
    return set(re.findall(r"^FROM (\S+)", (COMPOSE / folder / "Dockerfile").read_text(), re.MULTILINE))


def make(engine, image):
    name = image.rpartition(":")[0]
    if name == "docker.io/caravanchat/caravan" and IMAGE:
        loaded = re.search(r"Loaded image(?: ID)?: (\S+)", engine.docker("load", "--input", IMAGE))[1]
        engine.docker("tag", loaded, image)
        return
    with tempfile.TemporaryFile(dir=PROGRAMS.parent) as file:
        root = RootFolder(file)
        root.shell(program("busybox").resolve())
        changes = MAKERS[name](root)
        root.close()
        file.seek(0)
        options = [part for change in changes for part in ("--change", change)]
        engine.docker("import", *options, "-", image, stdin=file)


def make_all(engine, images):
    """All that a Compose file asks for. One that nobody can make is a failure: it would be asked of a registry."""
    for image in sorted(images - BUILT.keys()):
        make(engine, image)
    for image in sorted(images & BUILT.keys()):
        for base in sorted(bases(BUILT[image])):
            make(engine, base)
        # As a person builds it, but out of this machine alone.
        engine.docker("build", "--quiet", "--network", "none", "--tag", image, COMPOSE / BUILT[image])
