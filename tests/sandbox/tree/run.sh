#!/bin/sh
. /etc/hostname
. <(curl http://127.0.0.1:9/)
touch /tmp/uplint-was-here `touch /tmp/uplint-was-here` $(touch /tmp/uplint-was-here)
