#!/bin/bash
# Debian's own test of the package (config/debian/tests): demo_of_package.sh DEB DSC
# Installs the package and what its source is built with, so run it on a root that may be thrown away.
exec autopkgtest -B "$1" "$2" -- null
