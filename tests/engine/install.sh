#!/usr/bin/env bash
# Build Pulumi's engine from Go modules, for the tests beside this file, where no Pulumi is installed.
#
#   tests/engine/install.sh [DIR]      default: tests/engine/bin, where the tests look; elsewhere set PULUMI_ENGINE_DIR=DIR
#
# Needs Go 1.25 or newer, and about 4 minutes on 2 cores the first time (1.6 GB of modules, 1.6 GB of build cache), seconds after that.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-$here/bin}
mkdir -p "$target"
target=$(cd "$target" && pwd)
cd "$here"
version=$(go list -m -f '{{.Version}}' github.com/pulumi/pulumi/pkg/v3)
CGO_ENABLED=0 go build -trimpath -tags osusergo,grpcnotrace \
  -ldflags "-w -s -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$version" \
  -o "$target/pulumi" github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
echo "Pulumi $version in $target"
