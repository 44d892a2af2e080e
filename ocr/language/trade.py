"""What advertisements say, from old papers' 大減價 to today's 抢购: goods and their praise, prices, where to buy, whom
to call."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from opencc import OpenCC

from ocr.language.numerals import DIGITS, NUMERALS

_COUNT = rf"[{DIGITS}{NUMERALS}〇百千万廿卅两几半数,.]"
_OFTEN = 0.06
"""One word counts for no more than this share of a text."""
_OFFERS = """
    大减价 大廉价 大贱卖 大拍卖 廉售 贱售 贱卖 贱价 甩卖 清仓 清货 减价 削价 降价 让价 特价 特惠 特卖 优惠 优待 惠顾
    光顾 赐顾 折扣 打折 酬宾 促销 抢购 热卖 热销 赠品 赠送 附赠 立减 买一送 抽奖 有奖 奖券 代金券 优惠券 会员卡 贵宾卡
    会员 团购 秒杀 包邮 货到付款 分期付款 分期 首付 免费 限时 限量 欲购 从速 机会难得 幸勿 莫失良机 勿失良机 价廉 物美
    价目 取价 定价 售价 特约 函购 函索 邮购 索阅 备索 即寄 试用 试住 样品 样本 货真价实 童叟无欺 不二价 价值 起价 均价
    仅售 只售 只需 低至 火爆 盛大 开业 开张 开盘 认购 预订 预约 预售 订购 定购 选购 采购 对折 周年庆 店庆 门票 票价
    入场券 首轮 开映 放映 公映 映期 登台 献演 巨片 影片 好戏 即日起 日夜 昼夜 全年无休 高价 当日 当场 现金 付现
    立等可取 上门 接送 到府 外送 外卖 配送 宅配 定期 不误 迅速 准时 交货 取件 大赠品 赠券 收款 汇款 实价 廉让 求售
    急转 库存 现货 备有 免保 免经验 借款 借钱 拨款 放款 老少咸宜 必备 送货 代客 随到随 过户 垫资 拎包 即买 五包
    实行三包
"""
_SHOPS = """
    经售 经销 代售 代销 代购 发售 出售 销售 零售 批发 批售 寄售 分销 专卖 总经理处 总代理 代理 代办 承办 承接 承包
    承印 承制 专营 专售 专门 专家 兼营 营业 业务 本号 本行 本店 本厂 本药房 敝号 敝店 宝号 分号 支店 分店 总店 总行
    分行 商号 洋行 公司 商店 商行 商场 百货 广场 门市 门店 专柜 直销 旗舰店 连锁 加盟 招商 招租 出租 分租 吉屋 吉租
    雅房 套房 转让 顶让 出让 租售 房屋 铺面 商铺 旺铺 店面 厂房 公寓 楼盘 户型 现房 学区房 别墅 精装 一房 两房 二房
    三房 四房 一厅 两厅 二厅 三厅 一卫 两卫 朝南 捷运站 地铁站 药房 药行 药局 药店 诊所 门诊 诊察 应诊 书局 书店 书社
    印书馆 印刷所 银楼 钱庄 典当 保险 储蓄 信托 酱园 布庄 绸庄 绸布 茶庄 茶食 酒家 酒楼 菜馆 饭店 旅馆 旅社 饭庄 食品
    戏院 剧场 影院 影城 照相 理发 美发 美容院 浴室 浴池 各埠 本埠 外埠 各大 均有 有售 地址 设在 门牌 新址 迁移 乔迁
    迁至 电话 热线 专线 咨询 联系人 网址 微信 扫码 二维码 手机 传真 邮编 请拨 垂询 接洽 面洽 洽购 函洽 面议 请向 驾临
    请到 请至 惠临 莅临 诚征 急征 急聘 急售 急让 意者 履历 厂址 店址 地段 电报挂号 开户 账号 客源 门面 土地 地产 置业
    置地 江景 海景 花园洋房 国药号 参行 鞋店 帽庄 金号 烟草 酿造 皂厂 牙医 助产 轮船 航班 长途汽车 大舞台 今夜 今晚
    开演 特演
"""
_PRAISE = """
    国货 名牌 驰名 名产 老牌 正牌 商标 注册 认明 假冒 精制 精印 精修 监制 精造 自制 督造 选料 用料 上等 优等 头等 精选
    精良 精美 精巧 新式 新款 新到 新奇 时髦 摩登 耐用 经久 坚固 美观 大方 轻便 舒适 保用 包用 包换 保修 保证 担保 包退
    品质 质优 优质 优良 优厚 可靠 实惠 便利 卫生 滋补 滋养 补血 补品 补脑 补肾 强身 提神 止咳 化痰 润肺 开胃 健胃 专治
    主治 包治 根治 祖传 秘方 良药 圣药 灵丹 再造丸 大补丸 六神丸 仁丹 万金油 八卦丹 特效 奇效 神效 灵验 功效 见效 有效
    疗效 诊治 名医 国医 妇科 儿科 花柳 胃痛 胃病 肺病 咳嗽 头痛 失眠 风湿 牙痛 牙科 镶牙 补牙 眼科 配镜 验光 皮肤病
    戒烟 药水 药膏 药片 药丸 膏药 参茸 人参 燕窝 鹿茸 鱼肝油 阿胶 蜂蜜 畅销 风行 首创 独家 第一 唯一 最新 最佳 最优
    无双 一流 豪华 尊贵 典藏 领先 信誉 周到 欢迎 请尝 请试 省电 省时 省力 走时 造型 老牌子 老字号 老铺 鲜美 香醇 纯正
    正宗 地道 祛斑 减肥 护肤 美白 植发 整形 止痒 消肿 止痛 断根 根除 跌打 头痛粉 补脑汁 痱子粉 爽身粉 银耳 官燕 花旗参
    当归 枸杞
"""
_GOODS = """
    绸缎 呢绒 布匹 洋布 棉布 花布 毛料 皮货 皮鞋 皮袍 胶鞋 套鞋 球鞋 鞋帽 礼帽 毛巾 毛线 绒线 被面 被单 床单 棉被 衬衫
    西装 西服 旗袍 时装 成衣 女装 男装 童装 袜 手套 围巾 雨伞 阳伞 雨衣 肥皂 香皂 牙膏 牙粉 花露水 雪花膏 美容霜 面霜
    生发油 香水 香粉 化妆品 蚊香 驱蚊 火柴 香烟 卷烟 纸烟 雪茄 名酒 老酒 白酒 啤酒 汽水 果汁 矿泉水 名茶 红茶 绿茶
    龙井 奶粉 炼乳 饼干 糖果 罐头 味精 酱油 火腿 月饼 点心 热水瓶 保温瓶 搪瓷 脸盆 灯泡 电灯 电扇 电风扇 冷气 电筒
    手电 干电池 收音机 留声机 唱片 缝纫机 缝衣机 自行车 自由车 脚踏车 机车 汽车 轮胎 零件 配件 钟表 手表 怀表 挂钟
    闹钟 眼镜 钢笔 自来水笔 墨水 铅笔 文具 纸张 信笺 信封 帐簿 账簿 簿册 招贴 名片 请帖 喜帖 字典 辞典 丛书 课本
    教科书 图书 画册 杂志 家具 家居 木器 沙发 地板 瓷砖 水泥 五金 油漆 玻璃 煤球 煤油 机器 马达 水泵 农药 化肥 种子
    种苗 电视机 冰箱 洗衣机 空调 彩电 电脑 热水器 净水器 保健品 羽绒服 羊绒 珠宝 首饰 金饰 钻石 乐器 风琴 钢琴 玩具
    字画 古董 旧货 中古 二手 车票 船票 机票 客票 旅游 跟团 剪刀 菜刀 洗衣 肥田粉 洗衣粉 皂 蚊帐 床罩 沙发布 窗帘 纱窗
    铝门窗 铁门 马桶 下水道 收录机 录音机 立体声 照相机 胶卷 镜箱 摩托车 电动车 电池 轴承 机床 钢材 木材 砖瓦 杂货
    南北货 茶点 喜饼 糕点 酱菜 腊味 冬笋 皮草 首饰盒 邮票 银元 纪念币
"""
_SERVICES = """
    招生 招考 报名 学费 补习 函授 夜校 速成 传习 两班 全科 培训 职业 技术 就业 招聘 诚聘 高薪 月薪 待遇 薪优 供膳 供宿
    膳宿 招请 招雇 招收 招工 学徒 女工 男工 帮佣 推销员 业务员 招股 利息 存款 零存 整存 整付 汇兑 律师 会计师 征婚
    寻人 寻物 招领 失物 遗失 作废 声明 鸣谢 征稿 搬家 搬运 装修 装潢 疏通 维修 修理 清洗 清洁 打扫 消毒 防水 抓漏 漏水
    估价 回收 收购 快递 保洁 家政 月嫂 坐月子 月子餐 保姆 看护 护理 养老 贷款 办证 代开 开锁 二十四小时服务 24小时服务
    服务 男女生 男女学员 学员 小班 家教 托儿 幼儿园 留学 移民 签证 速记 打字 会计班 司机 保安 厨师 服务员 作业员
    工读生 时薪 月入 底薪 兼职 油漆 粉刷 壁癌 隔间 移机 加氟 抽水肥 通水管 开刀 戒除 戒毒 托运 货运 洗车
"""
_WORDS = re.compile(
    "|".join(sorted(" ".join((_OFFERS, _SHOPS, _PRAISE, _GOODS, _SERVICES)).split(), key=len, reverse=True))
)
_PRICE = re.compile(
    rf"(?:大洋|国币|法币|实价|实洋|售|只|仅|收|每\S{{1,3}}){_COUNT}+[元圆角分块]"
    rf"|{_COUNT}+[元圆块](?![月旦帅首素件老])|{_COUNT}+角{_COUNT}*分?"
    rf"|[￥¥$]\s?\d|\d\s*折|[一二三四五六七八九]五?折(?![腾磨断服])"
    rf"|每(?:部|册|本|瓶|盒|包|打|磅|双|件|套|只|份|罐|听|袋|尺|码|匹|位|桶|箱|支|枝|座)"
    rf"|(?:征|聘)\S{{2,4}}{_COUNT}名"
)
_NO_ADVERTISEMENT = re.compile(
    r"(?:启事|公告|通告|通知|布告|公示|告示|声明|行情|市况|市价|商情|物价|菜价|粮价|牌价|开奖|收盘|汇率|名单|节目|日程|时刻表?|成绩|目录|简章|章程|须知|细则|说明|指南|办法|一览表?)$"
)


def trade(texts: Iterable[str]) -> tuple[float, int]:
    """The share of texts' characters in words of trade and prices, and how many different words there are. Of a word
    that comes again and again, as that of a story's own subject does, only so much counts.

    >>> trade(["國貨公司大減價三天"])[1], trade(["清明前后镇上最忙"])
    (3, (0.0, 0))
    """
    plain = [_plain(text) for text in texts]
    whole = sum(map(len, plain))
    prices = sum(len(found.group()) for text in plain for found in _PRICE.finditer(text))
    said = Counter(found.group() for text in plain for found in _WORDS.finditer(_PRICE.sub("/", text)))
    held = sum(min(len(word) * times, max(len(word), _OFTEN * whole)) for word, times in said.items())
    return (held + prices) / max(1, whole), len(said)


def is_notice(text: str) -> bool:
    """Whether a headline is that of a notice, or of a list of prices or names.

    >>> is_notice("招生启事"), is_notice("今日米麵行情"), is_notice("春季招生")
    (True, True, False)
    """
    return bool(_NO_ADVERTISEMENT.search(_plain(text)))


def _plain(text: str) -> str:
    return str(_simplifier().convert("".join(text.split())))


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
