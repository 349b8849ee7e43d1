"""Runs a Pulumi program on Pulumi's mock engine and prints, as JSON, how many resources of each type it registers and what it exports.

python preview.py FOLDER
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pulumi
import yaml
from pulumi.runtime import mocks
from pulumi.runtime.stack import run_pulumi_func

URLS = {"GRAPHQL": "https://example.appsync-api.eu-west-1.amazonaws.com/graphql", "REALTIME": "wss://example/graphql"}


class Cloud(mocks.Mocks):
    """Answers for AWS, and counts."""

    def __init__(self) -> None:
        self.registered: Counter[str] = Counter()

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered[args.typ] += 1
        return f"{args.name}-id", dict(args.inputs) | {
            "uris": URLS,
            "key": "da2-secret",
            "arn": f"arn:aws:any:eu-west-1:123456789012:{args.name}",
            "name": args.name,
        }

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        assert args.token == "aws:index/getRegion:getRegion", args.token
        return {"region": "eu-west-1"}


def main(folder: str) -> None:
    os.chdir(folder)
    project = yaml.safe_load(Path("Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    cloud = Cloud()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)  # where the SDK looks for it
    mocks.set_mocks(cloud, project=project, stack="dev", preview=False)
    exported: dict[str, Any] = {}
    pulumi.export = lambda name, value: exported.update({name: value})

    def program() -> None:
        runpy.run_path("__main__.py", run_name="__main__")

    async def run() -> dict[str, Any]:
        await run_pulumi_func(program)
        return {name: await pulumi.Output.from_input(value).future() for name, value in exported.items()}

    json.dump({"exported": loop.run_until_complete(run()), "registered": cloud.registered}, sys.stdout)
    loop.close()


main(sys.argv[1])
