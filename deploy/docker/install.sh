#!/bin/sh
# install.sh FOLDER: inside the image, installs the package that lies in the folder and takes away what a server does not
# need: setuid bits, caches, logs, whatever differs from one build to the next.
set -eu
packages=$1
architecture=$(dpkg --print-architecture)

# Numbers that a volume's owner can rely on; the package finds its account there.
groupadd --system --gid 10001 caravan
useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/caravan --no-create-home --shell /usr/sbin/nologin caravan

export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet=2
apt-get upgrade --yes --quiet=2
apt-get install --yes --quiet=2 --no-install-recommends ca-certificates systemd-standalone-sysusers \
  "$packages"/caravan_*_"$architecture".deb
install --directory --owner=10001 --group=10001 --mode=0700 /var/lib/caravan

# Nobody becomes another user in here.
find / -xdev -type f -perm /6000 -exec chmod ug-s {} +

apt-get clean
rm -rf "$packages" /tmp/install.sh /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/cache/ldconfig/aux-cache \
  /var/lib/dpkg/*-old /var/log/* /var/backups/* /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- \
  /usr/share/doc/* /usr/share/man/* /usr/share/locale/* /usr/share/info/* /var/lib/systemd/*
