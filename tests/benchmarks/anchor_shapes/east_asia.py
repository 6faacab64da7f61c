"""Short passages in scripts without spaces: rewritten elsewhere, moved, deleted."""

import random

from tests.benchmarks.anchor_shapes.case import GONE, Case, case, marked, paragraphs

TEXTS = {
    "zh": (
        "清晨的市场还没有开门，卖鱼的老人已经坐在石阶上。他把篮子放在脚边，看着河面上的雾慢慢散去。",
        "桥的另一头有一家小书店，店主每天下午才来。门口的旧桌子上摆着三本没有封面的书。",
        "春天的时候，孩子们喜欢在桥下放纸船。水流不快，纸船往往要走很久才能到达码头。",
        "去年冬天河水结了冰，老人就把鱼摊搬到书店门口。店主给他倒茶，两个人谈了一个下午。",
        "后来镇上修了新桥，旧桥只留给行人。市场也搬到了车站旁边，那里比河边热闹得多。",
    ),
    "ja": (
        "朝の市場はまだ開いていなかったが、魚売りの老人はもう石段に座っていた。籠を足もとに置き、川の霧を眺めている。",
        "橋の向こうに小さな本屋があり、店主は午後になってから来る。古い机の上に表紙のない本が三冊並んでいた。",
        "春になると子どもたちは橋の下で紙の船を流した。流れは遅く、船が港に着くまでには長い時間がかかった。",
        "去年の冬は川が凍り、老人は本屋の前に店を移した。店主が茶を入れ、二人は夕方まで話し込んだ。",
        "やがて町に新しい橋が架かり、古い橋は歩く人だけのものになった。市場も駅の隣へ移っていった。",
    ),
    "th": (
        "ตลาดเช้ายังไม่เปิด แต่ชายชราขายปลานั่งอยู่บนขั้นบันไดหินแล้ว เขาวางตะกร้าไว้ข้างเท้าและมองหมอกเหนือแม่น้ำ",
        "อีกฝั่งของสะพานมีร้านหนังสือเล็กๆ เจ้าของร้านมาตอนบ่ายทุกวัน บนโต๊ะเก่ามีหนังสือไม่มีปกสามเล่ม",
        "ในฤดูร้อนเด็กๆ ชอบลอยเรือกระดาษใต้สะพาน น้ำไหลช้า เรือจึงใช้เวลานานกว่าจะถึงท่า",
        "ปีที่แล้วน้ำท่วม ชายชราย้ายแผงปลาไปหน้าร้านหนังสือ เจ้าของร้านชงชาให้และคุยกันทั้งบ่าย",
        "ต่อมาเมืองสร้างสะพานใหม่ สะพานเก่าเหลือไว้ให้คนเดิน ตลาดก็ย้ายไปอยู่ข้างสถานีรถไฟ",
    ),
}


def _piece(chosen: random.Random, text: str, least: int, most: int) -> tuple[int, int]:
    while True:
        size = chosen.randint(least, most)
        start = chosen.randrange(1, len(text) - size - 1)
        piece = text[start : start + size]
        if not any(mark in piece for mark in "，。、 "):
            return start, start + size


def _sizes(language: str) -> tuple[int, int]:
    return (8, 16) if language == "th" else (4, 9)


def anew(chosen: random.Random) -> Case:
    """The words are cut, and occur independently in new text elsewhere."""
    language = chosen.choice(list(TEXTS))
    parts = chosen.sample(TEXTS[language], 5)
    start, end = _piece(chosen, parts[1], *_sizes(language))
    words = parts[1][start:end]
    target = parts[4]
    at = chosen.randrange(5, len(target) - 5)
    before = paragraphs(parts[0], parts[1][:start] + marked(words) + parts[1][end:], parts[2:4])
    after = paragraphs(parts[0], parts[1][:start] + parts[1][end:], parts[2:4], target[:at] + words + target[at:])
    return case("short, no spaces: written anew elsewhere", before, after, GONE)


def deleted(chosen: random.Random) -> Case:
    """The words are cut, and occur nowhere."""
    language = chosen.choice(list(TEXTS))
    parts = chosen.sample(TEXTS[language], 4)
    start, end = _piece(chosen, parts[1], *_sizes(language))
    before = paragraphs(parts[0], parts[1][:start] + marked(parts[1][start:end]) + parts[1][end:], parts[2:])
    return case(
        "short, no spaces: deleted",
        before,
        paragraphs(parts[0], parts[1][:start] + parts[1][end:], parts[2:]),
        GONE,
    )


def stays(chosen: random.Random) -> Case:
    """The words stay; paragraphs around them change places."""
    language = chosen.choice(list(TEXTS))
    parts = chosen.sample(TEXTS[language], 5)
    start, end = _piece(chosen, parts[1], *_sizes(language))
    parts[1] = parts[1][:start] + marked(parts[1][start:end]) + parts[1][end:]
    new = parts[:]
    chosen.shuffle(new)
    return case("short, no spaces: paragraphs moved", paragraphs(parts), paragraphs(new))


def rewritten(chosen: random.Random) -> Case:
    """Half of the passage's letters are replaced."""
    language = chosen.choice(list(TEXTS))
    parts = chosen.sample(TEXTS[language], 5)
    start, end = _piece(chosen, parts[1], *_sizes(language))
    size = end - start
    at = chosen.randrange(len(parts[4]) - size)
    new = parts[1][start : start + size // 2] + parts[4][at : at + size - size // 2]
    before = paragraphs(parts[0], parts[1][:start] + marked(parts[1][start:end]) + parts[1][end:], parts[2:4])
    after = paragraphs(parts[0], parts[1][:start] + new + parts[1][end:], parts[2:4])
    return case("short, no spaces: half rewritten", before, after, GONE)


KINDS = (anew, deleted, stays, rewritten)
