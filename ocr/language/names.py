"""People's names: a line that is nothing but one."""

from __future__ import annotations

from ocr.language.words import hanzi, splits_word

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄"
    "米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万"
    "支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢裴陆荣翁荀羊甄曲封芮储靳段焦巴牧车侯班仰"
    "秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎薄印白怀蒲邰鄂索赖卓蔺屠蒙池乔阴胥苍闻莘党翟谭劳姬申扶冉宰雍桑"
    "桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎慕连茹习宦艾鱼容向古易慎戈廖庾终暨衡耿满弘匡文寇广禄阙欧沃利"
    "蔚越隆师巩聂晁勾敖融冷辛阚那简饶曾沙丰关查荆红游竺权盖益桓肖付代涂闫"
    "趙錢孫鄭馮陳衛蔣韓楊許呂張嚴謝鄒喻雲蘇範魯韋馬鳳費賀湯羅畢鄔樂時齊顧黃蕭貝計談龐紀項閔賈婁顏鐘駱樊萬盧莫經繆"
    "應鄧單諸鈕龔榮陸儲車寧欒厲劉詹龍葉黎懷賴藺喬陰聞黨譚勞邊溫莊閻連習魚嚮滿廣歐師鞏聶簡饒豐關遊權蓋塗閆鍾"
)
_TWO_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "歐陽",
        "司馬",
        "諸葛",
        "尉遲",
    ]
)


def is_person(text: str) -> bool:
    """Whether a line of its own is one person's name, with a space in it or none.

    >>> is_person("俞念慈"), is_person("张 明"), is_person("欧阳若琛"), is_person("高原"), is_person("少儿书画")
    (True, True, True, False, False)
    """
    bare = "".join(text.split())
    if not 2 <= len(bare) <= 4 or hanzi(bare) != len(bare):
        return False
    if bare[:2] in _TWO_SURNAMES:
        return len(bare) >= 3
    return bare[0] in _SURNAMES and len(bare) <= 3 and not splits_word(bare[0], bare[1:])
