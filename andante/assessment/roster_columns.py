"""The columns that a roster may have, their names in English and Chinese, and the words of their cells.

docs/rosters.md is made from these tables.
"""

from __future__ import annotations

from dataclasses import dataclass

PAY_NOUNS = ("pay", "salary", "wage", "wages", "earnings", "pay rate", "wage rate", "工资", "薪资", "薪酬",
             "薪水", "薪", "报酬", "收入")  # fmt: skip
HOURS_NOUNS = ("hours", "working hours", "hours worked", "工时", "工作时间", "工作小时", "工作时长")
PERIODS = {
    "hour": ("hourly", "hour", "hr", "小时", "时"),
    "day": ("daily", "day", "日", "天"),
    "week": ("weekly", "week", "wk", "周", "星期"),
    "month": ("monthly", "month", "mo", "月"),
    "year": ("annual", "annually", "yearly", "year", "yr", "annum", "年", "年度", "全年"),
}  # fmt: skip
"""Words of the period that pay or hours are for."""

SCALES = {"万": 10_000.0, "千": 1_000.0, "k": 1_000.0, "thousand": 1_000.0}
CURRENCY_WORDS = ("元", "人民币", "cny", "rmb", "usd", "eur", "gbp", "euro", "euros", "dollars", "dollar",
                  "yuan")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnDefinition:
    """One thing that a column can say of a row. `kind` is how its cells are read.

    Pay and hours have no names here: theirs are a noun of the lists above and a word for the period.
    """

    name: str
    kind: str  # text | words | age | year | date | number
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    meaning: str
    fills: str  # the column of the cells that is filled from it


COLUMNS = (
    ColumnDefinition(
        "title", "text",
        ("title", "job title", "job", "job name", "job role", "position", "position title", "post", "role",
         "occupation", "occupation title"),
        ("职位", "岗位", "工种", "职业", "职务", "从事岗位", "职位名称", "岗位名称", "工种名称", "职业名称"),
        "job title as written; this or an occupation code is required", "title",
    ),
    ColumnDefinition(
        "code", "text",
        ("code", "occupation code", "occ code", "isco", "isco code", "isco 08", "isco08", "isco 08 code",
         "soc", "soc code", "soc 2018", "soc 2018 code", "o*net soc 2019", "o*net soc 2019 code", "onet",
         "o*net", "onet soc", "o*net soc", "o*net soc code", "onet soc code", "onet code", "csco",
         "csco code"),
        ("职业代码", "职业编码", "职业分类代码", "职业小类代码", "工种代码"),
        "occupation code: ISCO-08, SOC, O*NET-SOC or CSCO; a firm's own job numbers are not one", "code",
    ),
    ColumnDefinition(
        "headcount", "number",
        ("headcount", "head count", "persons", "people", "employees", "workers", "staff", "employment",
         "number of staff", "count", "number of persons", "number of people", "number of employees",
         "number of workers", "no of employees"),
        ("人数", "员工人数", "职工人数", "在岗人数", "从业人数", "用工人数", "在职人数"),
        "persons that the row stands for; a file without it has one person a row", "headcount",
    ),
    ColumnDefinition(
        "age", "age",
        ("age", "ages", "age group", "age band", "age range", "age years", "age in years"),
        ("年龄", "年龄段", "年龄组", "周岁", "岁数"),
        "years, or a band that lies within one of the five bands of the cells", "age",
    ),
    ColumnDefinition(
        "birth_year", "year",
        ("birth year", "year of birth", "yob"),
        ("出生年份", "出生年"),
        "four digits; the age is the one reached in the year of the assessment", "age",
    ),
    ColumnDefinition("sex", "words", ("sex", "gender", "gender identity"), ("性别",), "sex", "sex"),
    ColumnDefinition(
        "contract", "words",
        ("contract", "contract type", "type of contract", "employment type", "employment form"),
        ("合同类型", "合同形式", "合同性质", "用工形式", "用工方式", "用工类型", "用工性质", "劳动合同类型",
         "雇佣类型"),
        "form of the contract", "contract",
    ),
    ColumnDefinition(
        "place", "text",
        ("place", "place of work", "location", "work location", "workplace", "site", "city", "region",
         "state", "province", "county", "country"),
        ("地区", "地点", "工作地点", "工作地", "城市", "所在城市", "工作城市", "省份", "所在省份", "省",
         "所在地", "所在地区", "办公地点"),
        "place of work, as written; never a street address", "place",
    ),
    ColumnDefinition(
        "seniority", "words",
        ("seniority", "seniority level", "level", "job level", "career level", "grade", "job grade", "rank"),
        ("级别", "职级", "层级", "岗位级别", "职位级别", "职务级别", "岗位等级", "资历"),
        "level of the post", "seniority",
    ),
    ColumnDefinition(
        "education", "words",
        ("education", "education level", "level of education", "highest education",
         "highest level of education", "qualification", "highest qualification", "degree"),
        ("学历", "最高学历", "教育程度", "受教育程度", "文化程度"),
        "highest level reached", "education",
    ),
    ColumnDefinition("weekly_hours", "number", (), (), "usual hours of a person a week", "weekly_hours"),
    ColumnDefinition("monthly_hours", "number", (), (), "hours a month; times 12 / 52", "weekly_hours"),
    ColumnDefinition("annual_hours", "number", (), (), "hours a year; divided by 52", "weekly_hours"),
    ColumnDefinition(
        "full_time_share", "number",
        ("fte", "full time equivalent", "full time share", "working time share", "percent of full time"),
        ("全时当量", "工时比例", "折合全时"),
        "share of full-time work of a person (0.8 or 80 %); times 40 hours a week", "weekly_hours",
    ),
    ColumnDefinition("annual_pay", "number", (), (), "pay of a person a year", "annual_pay"),
    ColumnDefinition("monthly_pay", "number", (), (), "pay of a person a month; times 12", "annual_pay"),
    ColumnDefinition("weekly_pay", "number", (), (), "pay of a person a week; times 52", "annual_pay"),
    ColumnDefinition(
        "hourly_pay", "number", (), (), "pay an hour; times 52 times the row's weekly hours", "annual_pay"
    ),
    ColumnDefinition(
        "tenure_years", "number",
        ("tenure", "tenure years", "years of service", "length of service", "service years",
         "years with company"),
        ("工龄", "司龄", "本单位工龄", "服务年限", "在职年限", "入司年限"),
        "years in the firm", "tenure_years",
    ),
    ColumnDefinition(
        "start_date", "date",
        ("start date", "hire date", "date of hire", "hired on", "date hired", "hiring date", "entry date",
         "joining date", "date joined"),
        ("入职日期", "入职时间", "入司日期", "入司时间", "到岗日期"),
        "first day in the firm; the tenure runs to the day of the assessment", "tenure_years",
    ),
)  # fmt: skip
DEFINITIONS = {each.name: each for each in COLUMNS}

PAY_COLUMNS = {"year": "annual_pay", "month": "monthly_pay", "week": "weekly_pay", "hour": "hourly_pay"}
HOURS_COLUMNS = {"week": "weekly_hours", "month": "monthly_hours", "year": "annual_hours"}
FACTORS = {
    "weekly_hours": 1.0, "monthly_hours": 12 / 52, "annual_hours": 1 / 52, "full_time_share": 40.0,
    "annual_pay": 1.0, "monthly_pay": 12.0, "weekly_pay": 52.0, "hourly_pay": 52.0, "tenure_years": 1.0,
}  # fmt: skip
"""What a cell of the column is multiplied by: hours a week, pay a year, years."""

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "sex": {
        "women": ("women", "woman", "female", "females", "f", "w", "女", "女性", "女士"),
        "men": ("men", "man", "male", "males", "m", "男", "男性", "男士"),
        "other": ("other", "nonbinary", "diverse", "x", "其他", "其它", "非二元"),
    },
    "contract": {
        "permanent": ("permanent", "perm", "open ended", "indefinite", "regular", "unlimited", "无固定期限",
                      "无固定期限合同", "无固定期限劳动合同", "正式", "正式工", "正式员工", "在编", "长期",
                      "长期合同"),
        "fixed_term": ("fixed term", "temporary", "temp", "limited", "seasonal", "固定期限", "固定期限合同",
                       "固定期限劳动合同", "有固定期限", "定期", "临时", "临时工", "季节工", "短期",
                       "以完成一定工作任务为期限"),
        "agency": ("agency", "agency worker", "temp agency", "dispatched", "labour dispatch",
                   "labor dispatch", "劳务派遣", "派遣", "派遣工", "派遣员工"),
        "self_employed": ("self employed", "freelance", "freelancer", "contractor",
                          "independent contractor", "自由职业", "自雇", "个体", "承揽", "劳务合同", "劳务"),
        "apprentice": ("apprentice", "apprenticeship", "trainee", "intern", "internship", "学徒", "学徒工",
                       "实习", "实习生", "见习"),
        "other": ("other", "其他", "其它"),
    },
    "seniority": {
        "entry": ("entry", "entry level", "junior", "jr", "graduate", "trainee", "beginner", "初级", "助理",
                  "应届", "应届生", "见习", "实习", "新员工", "初级岗位"),
        "experienced": ("experienced", "mid", "mid level", "middle", "intermediate", "professional", "中级",
                        "熟练", "骨干"),
        "senior": ("senior", "sr", "lead", "principal", "expert", "director", "executive", "高级", "资深",
                   "专家", "首席", "总监", "高层"),
    },
    "education": {
        "primary": ("primary", "primary school", "elementary", "elementary school", "小学", "小学及以下",
                    "未上过学"),
        "secondary": ("secondary", "lower secondary", "upper secondary", "secondary school",
                      "middle school", "high school", "初中", "高中", "普通高中"),
        "vocational": ("vocational", "vocational school", "vet", "associate", "associate degree",
                       "technical", "short cycle tertiary", "中专", "中职", "职高", "技校", "中等职业",
                       "大专", "专科", "大学专科", "高职", "高等职业"),
        "bachelor": ("bachelor", "bachelors", "bachelor degree", "bachelors degree", "undergraduate", "ba",
                     "bsc", "本科", "大学本科", "学士"),
        "master": ("master", "masters", "master degree", "masters degree", "ma", "msc", "mba", "硕士",
                   "硕士研究生"),
        "doctorate": ("doctorate", "doctor", "doctoral", "phd", "博士", "博士研究生"),
    },
}  # fmt: skip
"""Column -> value of the cells -> the words for it, besides the value itself."""

NOT_STATED = frozenset((
    "n/a", "na", "nan", "null", "none", "nil", "unknown", "not stated", "not known", "-", "--", "—", "——",
    "/", "\\", "?", ".", "无", "未知", "不详", "不明", "未填", "暂无",
))  # fmt: skip
"""Words by which a cell says that it says nothing."""

TOTALS = frozenset((
    "total", "totals", "grand total", "subtotal", "sub total", "sum", "overall", "合计", "总计", "小计",
    "共计", "总数", "总人数", "合 计", "总 计", "小 计",
))  # fmt: skip
"""Words of the rows that repeat the sum of others: reported, not counted."""
