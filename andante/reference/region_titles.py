"""The provinces of China and the states of the United States: ISO 3166-2 ids, English and Chinese titles."""

from __future__ import annotations

from typing import NamedTuple


class Region(NamedTuple):
    """A province or state. `key` is how its source names it: in Chinese, or by the FIPS code."""

    id: str
    title: str
    title_zh: str
    key: str


def _provinces(text: str) -> tuple[Region, ...]:
    rows = (line.split("|") for line in text.split())
    return tuple(Region(f"CN-{code}", title.replace("_", " "), name, name) for code, title, name in rows)


def _states(text: str) -> tuple[Region, ...]:
    rows = (line.split("|") for line in text.split())
    return tuple(
        Region(f"US-{code}", title.replace("_", " "), name, fips) for fips, code, title, name in rows
    )


PROVINCES = _provinces(
    """
    BJ|Beijing|北京 TJ|Tianjin|天津 HE|Hebei|河北 SX|Shanxi|山西 NM|Inner_Mongolia|内蒙古
    LN|Liaoning|辽宁 JL|Jilin|吉林 HL|Heilongjiang|黑龙江 SH|Shanghai|上海 JS|Jiangsu|江苏
    ZJ|Zhejiang|浙江 AH|Anhui|安徽 FJ|Fujian|福建 JX|Jiangxi|江西 SD|Shandong|山东
    HA|Henan|河南 HB|Hubei|湖北 HN|Hunan|湖南 GD|Guangdong|广东 GX|Guangxi|广西
    HI|Hainan|海南 CQ|Chongqing|重庆 SC|Sichuan|四川 GZ|Guizhou|贵州 YN|Yunnan|云南
    XZ|Tibet|西藏 SN|Shaanxi|陕西 GS|Gansu|甘肃 QH|Qinghai|青海 NX|Ningxia|宁夏 XJ|Xinjiang|新疆
    """
)

STATES = _states(
    """
    01|AL|Alabama|亚拉巴马州 02|AK|Alaska|阿拉斯加州 04|AZ|Arizona|亚利桑那州 05|AR|Arkansas|阿肯色州
    06|CA|California|加利福尼亚州 08|CO|Colorado|科罗拉多州 09|CT|Connecticut|康涅狄格州
    10|DE|Delaware|特拉华州 11|DC|District_of_Columbia|哥伦比亚特区 12|FL|Florida|佛罗里达州
    13|GA|Georgia|佐治亚州 15|HI|Hawaii|夏威夷州 16|ID|Idaho|爱达荷州 17|IL|Illinois|伊利诺伊州
    18|IN|Indiana|印第安纳州 19|IA|Iowa|艾奥瓦州 20|KS|Kansas|堪萨斯州 21|KY|Kentucky|肯塔基州
    22|LA|Louisiana|路易斯安那州 23|ME|Maine|缅因州 24|MD|Maryland|马里兰州 25|MA|Massachusetts|马萨诸塞州
    26|MI|Michigan|密歇根州 27|MN|Minnesota|明尼苏达州 28|MS|Mississippi|密西西比州 29|MO|Missouri|密苏里州
    30|MT|Montana|蒙大拿州 31|NE|Nebraska|内布拉斯加州 32|NV|Nevada|内华达州 33|NH|New_Hampshire|新罕布什尔州
    34|NJ|New_Jersey|新泽西州 35|NM|New_Mexico|新墨西哥州 36|NY|New_York|纽约州
    37|NC|North_Carolina|北卡罗来纳州 38|ND|North_Dakota|北达科他州 39|OH|Ohio|俄亥俄州
    40|OK|Oklahoma|俄克拉何马州 41|OR|Oregon|俄勒冈州 42|PA|Pennsylvania|宾夕法尼亚州
    44|RI|Rhode_Island|罗得岛州 45|SC|South_Carolina|南卡罗来纳州 46|SD|South_Dakota|南达科他州
    47|TN|Tennessee|田纳西州 48|TX|Texas|得克萨斯州 49|UT|Utah|犹他州 50|VT|Vermont|佛蒙特州
    51|VA|Virginia|弗吉尼亚州 53|WA|Washington|华盛顿州 54|WV|West_Virginia|西弗吉尼亚州
    55|WI|Wisconsin|威斯康星州 56|WY|Wyoming|怀俄明州
    """
)
