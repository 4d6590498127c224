"""Menus, QR codes with a scene, templates."""

import pytest

from tandem.adapters.wechat import Office
from tandem.kit.errors import Invalid

from .world import TEMPLATE

MENU = {
    "button": [
        {"type": "click", "name": "查账单", "key": "查账单"},
        {
            "name": "服务",
            "sub_button": [{"type": "view", "name": "还款", "url": "https://lender.example/repay"}],
        },
    ]
}


async def test_a_menu_is_put_read_and_taken_away(wechat):
    office = Office(wechat.channel.api)
    assert await office.menu(wechat.account) == {"button": []}
    await office.put_menu(wechat.account, MENU)
    assert await office.menu(wechat.account) == MENU
    await office.put_menu(wechat.account, {"button": []})
    assert wechat.platform.account.menu is None


@pytest.mark.parametrize(
    ("menu", "where"),
    [
        ({}, "button"),
        ({"button": [MENU["button"][0]] * 4}, "at most 3"),
        ({"button": [{"type": "click", "name": "超过十六个字节的名字", "key": "k"}]}, "button 1: a name"),
        ({"button": [{"type": "click", "name": "账单"}]}, "button 1: needs key"),
        ({"button": [{"type": "view", "name": "账单"}]}, "button 1: needs url"),
        ({"button": [{"type": "click", "name": "账单", "key": "贷" * 43}]}, "needs key"),
        ({"button": [{"name": "账单", "sub_button": [MENU["button"][0]] * 6}]}, "at most 5"),
        ({"button": [{"name": "账单", "sub_button": [{"name": "x"}]}]}, "button 1.1: needs key"),
        ({"button": ["x"]}, "button 1: a name"),
    ],
)
async def test_a_menu_that_does_not_fit_is_said_where(wechat, menu, where):
    with pytest.raises(Invalid) as caught:
        await Office(wechat.channel.api).put_menu(wechat.account, menu)
    assert where in caught.value.detail


async def test_qr_codes_carry_a_scene(wechat):
    office = Office(wechat.channel.api)
    kept, short = (
        await office.qr_code(wechat.account, "branch-7"),
        await office.qr_code(wechat.account, "e", 600),
    )
    assert "ticket" in kept.url
    assert (kept.expires_in_s, short.expires_in_s) == (None, 600)
    assert set(wechat.platform.scenes.values()) == {"branch-7", "e"}
    for scene in ("", "x" * 65, "a\nb"):
        with pytest.raises(Invalid):
            await office.qr_code(wechat.account, scene)


async def test_templates_are_listed_and_refusals_said(wechat):
    office = Office(wechat.channel.api)
    assert [one["template_id"] for one in await office.templates(wechat.account)] == [TEMPLATE]
    wechat.platform.faults["/get_all_private_template"] = [48001]
    with pytest.raises(Invalid, match="48001"):
        await office.templates(wechat.account)
