"""The normal form of a job title: what two spellings of one title have in common, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

LONGEST = 200
"""Characters of a title that are read; what follows is no title."""

_TRADITIONAL = (
    "來来係系倉仓個个們们備备傭佣傳传債债僱雇價价儀仪償偿優优儲储兒儿剛刚創创劃划劇剧動动務务勞劳區区協协員员"
    "問问單单國国園园圖图報报場场塗涂壓压婦妇嬰婴學学實实審审專专對对導导層层師师幣币幫帮庫库廚厨廠厂廢废廣广"
    "廳厅彈弹後后從从復复態态應应戲戏戶户掃扫掛挂採采揚扬損损擇择據据攝摄攤摊數数曉晓書书會会條条業业極极構构"
    "樁桩樂乐樓楼標标樣样樹树橋桥機机檔档檢检檯台櫃柜歐欧歷历殯殡殺杀氣气決决沖冲況况測测滅灭滿满漁渔漢汉潔洁"
    "潛潜濟济為为煉炼熱热燈灯燒烧營营爐炉爾尔牆墙牽牵獎奖獨独獲获獵猎獸兽瑪玛環环產产畢毕畫画異异療疗發发盜盗"
    "監监盤盘眾众確确碼码礦矿禮礼稅税種种稱称穀谷積积穩稳競竞筆笔節节範范築筑籃篮糧粮約约紅红紉纫紋纹純纯紙纸"
    "級级紡纺終终組组結结絕绝絡络給给絨绒統统絲丝經经綜综綠绿維维網网緊紧線线緣缘編编練练縣县縫缝縮缩縱纵總总"
    "績绩織织繡绣繪绘繼继續续纜缆罷罢羅罗義义習习聖圣聯联聲声職职聽听肅肃腦脑腫肿腳脚膚肤膠胶臉脸臨临臺台與与"
    "舉举舊旧舖铺艙舱艦舰莊庄葉叶蓋盖薦荐藝艺藥药蘭兰處处虛虚號号蟲虫蠶蚕術术衛卫衝冲補补裝装裡里製制複复褲裤"
    "襪袜規规視视覺觉觀观訂订計计訊讯訓训記记訪访設设訴诉診诊評评詞词詢询試试話话該该詳详誌志認认語语誤误說说"
    "課课調调談谈請请論论諮咨諾诺講讲謝谢證证識识譜谱譯译議议護护讀读變变豐丰豬猪負负財财貧贫貨货販贩責责貯贮"
    "貴贵買买貸贷貼贴貿贸賃赁資资賓宾賠赔賣卖質质賬账購购賽赛贈赠贊赞趕赶跡迹踐践車车軌轨軍军軟软軸轴較较載载"
    "輔辅輕轻輪轮輯辑輸输轉转辦办農农遊游運运遞递遠远適适選选還还邊边郵邮鄉乡醫医釋释釘钉針针鈑钣鈔钞鉗钳鉛铅"
    "銀银銅铜銑铣銷销鋁铝鋪铺鋼钢錄录錢钱錫锡錶表鍋锅鍍镀鍛锻鍵键鎖锁鎢钨鎮镇鏈链鏜镗鏟铲鏡镜鐘钟鐵铁鑄铸鑽钻"
    "鑿凿長长門门開开閥阀閱阅闆板關关陣阵陸陆陽阳隊队階阶際际險险雙双雜杂雞鸡離离難难雲云電电靜静韓韩響响頂顶"
    "項项順顺預预領领頭头頻频題题顎颚顏颜願愿類类顧顾顯显風风飛飞飯饭飲饮飼饲餃饺餅饼養养餓饿館馆馬马駐驻駕驾"
    "駛驶騎骑騰腾驅驱驗验體体髮发鬥斗魚鱼鮮鲜鳥鸟鴨鸭鵝鹅鹽盐麥麦麵面黃黄點点齊齐齒齿龍龙"
)
"""Pairs of a traditional character of job titles and its simplified one."""
_SIMPLIFY = {ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
_PUNCTUATION = {
    code: " "
    for code in range(0x3100)
    if unicodedata.category(chr(code))[0] in "PSZC" and chr(code) not in "+#'&"
} | {ord("'"): None, ord("&"): " and "}
_FOLD = {**_PUNCTUATION, **_SIMPLIFY}
_SYMBOLS = re.compile(r"[^\w\s+#]|_")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_BRACKETS = re.compile(r"[(（\[【<《{].*?([)）\]】>》}]|$)")
_PARTS = re.compile(r"\s[-–—]+\s|[/|,;、，；·•]|\s\|\s")

_SENIOR = frozenset({"senior", "sr", "snr", "lead", "principal", "staff", "experienced"})
_ENTRY = frozenset(
    {"junior", "jr", "jnr", "trainee", "intern", "internship", "apprentice", "graduate", "entrylevel",
     "entry", "level", "working", "student", "newly", "qualified"}
)  # fmt: skip
_GRADES = frozenset(
    {"i", "ii", "iii", "iv", "v", "1", "2", "3", "4", "5", "l1", "l2", "l3", "l4", "l5", "p4", "p5", "p6",
     "p7", "p8", "mid", "midlevel", "fulltime", "parttime", "full", "part", "time", "temporary", "permanent",
     "freelance", "remote", "m", "f", "d", "w", "x", "mf", "mfd"}
)  # fmt: skip
_SENIOR_ZH = ("高级", "资深", "首席", "正高级", "特级")
_ENTRY_ZH = ("实习", "见习", "初级", "助理", "储备", "学徒", "应届", "管培", "新手", "入门级")
_OTHER_ZH = (
    "中级",
    "兼职",
    "全职",
    "急聘",
    "诚聘",
    "高薪",
    "急招",
    "临时",
    "正式",
    "外包",
    "驻场",
    "岗位",
    "岗",
)
_PREFIX_ZH = re.compile("^(?:" + "|".join((*_SENIOR_ZH, *_ENTRY_ZH, *_OTHER_ZH[:-2])) + ")+")
_SUFFIX_ZH = re.compile("(?:实习生|学徒|见习生|管培生|岗位|岗|工作人员|人员|[一二三四五]级|[a-z]?[0-9]+级?)$")

GENERAL = frozenset(
    {"manager", "engineer", "officer", "specialist", "analyst", "supervisor", "employee", "staff",
     "worker", "associate", "executive", "coordinator", "director", "assistant", "technician",
     "operator", "intern", "trainee", "other", "unknown", "none", "n a", "na", "misc", "miscellaneous",
     "various", "lead", "leader", "team leader", "team lead", "contractor", "freelancer",
     "self employed", "apprentice", "head", "expert", "agent", "representative", "professional",
     "staff member", "member of staff", "team member", "colleague", "personnel", "temp",
     "temporary worker", "individual contributor", "responsible", "chief", "deputy", "员工", "职员",
     "工程师", "经理", "主管", "专员", "组长", "领导", "干部", "骨干", "代表", "人员", "顾问", "其他",
     "其它", "无", "不详", "未知", "岗位", "实习生", "管培生", "学徒", "兼职", "全职", "技师",
     "技术人员", "管理人员", "专业人员", "正式工", "合同工", "劳务工", "外包", "负责人", "主任",
     "科长", "部长", "处长", "总监", "助理", "副总", "普通员工", "工作人员", "业务人员", "技术",
     "管理", "生产", "职位", "待定", "基层员工", "队长", "师傅", "岗", "职工", "高管", "中层",
     "管理层", "部门负责人", "管理岗", "技术岗", "辅助人员"}
)  # fmt: skip
"""Normal forms that say a rank or nothing, whatever a list of titles makes of them."""


def folded(title: str) -> str:
    """Case, width, punctuation and traditional characters made one; words parted by single spaces."""
    if not title.isascii():
        title = _SYMBOLS.sub(" ", unicodedata.normalize("NFKC", title))
    return " ".join(title.casefold().translate(_FOLD).split())


def normal_form(title: str) -> str:
    """`folded`, with English words in the singular and no spaces between Chinese characters."""
    text = folded(title[:LONGEST])
    if text.isascii():
        return " ".join([singular(word) if word[-1] in "sn" else word for word in text.split()])
    if _CHINESE.search(text):
        return "".join(text.split())
    return " ".join(map(singular, text.split()))


def singular(word: str) -> str:
    """An English word without its plural ending; short words and those in -ss, -us, -is stay."""
    if len(word) < 4 or word[-1] not in "sn":
        return word
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


def is_chinese(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return _CHINESE.search(text) is not None


def has_letters(form: str) -> bool:
    """Whether a form could be a title: a Chinese character, or two letters and none four times on end."""
    letters = [character for character in form if character.isalpha()]
    if is_chinese(form):
        return True
    return len(letters) >= 2 and max((len(list(run)) for _, run in groupby(form)), default=0) <= 3


def reductions(title: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (normal form, seniority, part) of what is left without brackets, additions and words of rank.

    Seniority is "senior", "entry" or "" as the words left out say; part: it is one part of several that
    separators make. The longest readings come first.
    """
    title = title[:LONGEST]
    bare = _BRACKETS.sub(" ", title)
    readings = [title, bare] if bare != title else [title]
    if bare.count(",") == 1:
        last, first = bare.split(",")
        readings.append(f"{first} {last}")
    parts = [part for part in _PARTS.split(bare) if part and not part.isspace()]
    whole = len(readings)
    readings += [part for part in parts if part != bare]
    for number, reading in enumerate(readings):
        form = normal_form(reading)
        if not form:
            continue
        if reading != title:
            yield form, "", number >= whole
        short, rank = without_rank(form)
        if short and short != form:
            yield short, rank, number >= whole


def without_rank(form: str) -> tuple[str, str]:
    """A normal form without its words of rank, and the seniority they name."""
    if is_chinese(form):
        start = _PREFIX_ZH.match(form)
        removed = start.group(0) if start else ""
        short = form[len(removed) :]
        end = _SUFFIX_ZH.search(short)
        if end and end.start() > 0:
            removed += " " + end.group(0)
            short = short[: end.start()]
        senior = any(word in removed for word in _SENIOR_ZH)
        entry = any(word in removed for word in _ENTRY_ZH) or "生" in removed
        return (short if len(short) > 1 else form), "senior" if senior else "entry" if entry else ""
    words = form.split(" ")
    kept = [word for word in words if word not in _SENIOR and word not in _ENTRY and word not in _GRADES]
    if not kept or len(kept) == len(words):
        return form, ""
    rank = "senior" if any(word in _SENIOR for word in words) else ""
    return " ".join(kept), rank or ("entry" if any(word in _ENTRY for word in words) else "")
