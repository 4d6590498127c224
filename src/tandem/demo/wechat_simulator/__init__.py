"""A simulated WeChat platform (微信公众平台): what its public documents say of official accounts, over real HTTP.

Its own small server with a telephone's page. It shares no code with the adapter that it is to test. In memory: when it
ends, everybody starts anew."""

from tandem.demo.wechat_simulator.app import create_app
from tandem.demo.wechat_simulator.platform import OfficialAccount, Platform
from tandem.demo.wechat_simulator.serving import Serving, serve

__all__ = ["OfficialAccount", "Platform", "Serving", "create_app", "serve"]
