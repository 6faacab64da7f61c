import pytest

from readtui.text.language import guess_language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She had never been to the house before, but she knew the way."),
        ("de", "Sie war noch nie in dem Haus gewesen, aber sie kannte den Weg."),
        ("fr", "Elle n'avait jamais été dans cette maison, mais elle connaissait le chemin."),
        ("es", "Nunca había estado en esa casa, pero conocía muy bien el camino."),
        ("it", "Non era mai stata in quella casa, ma conosceva bene la strada."),
        ("pt", "Ela nunca tinha estado naquela casa, mas conhecia muito bem o caminho."),
        ("nl", "Ze was nog nooit in het huis geweest, maar ze kende de weg wel."),
        ("sv", "Hon hade aldrig varit i huset, men hon visste ändå hur man går."),
        ("da", "Hun havde aldrig været i huset før, men hun vidste hvor vejen var."),
        ("pl", "Nigdy nie była w tym domu, ale dobrze znała drogę, która tam prowadzi."),
        ("cs", "Nikdy v tom domě nebyla, ale dobře věděla, kde je cesta, která tam vede."),
        ("fi", "Hän ei ollut koskaan käynyt talossa, mutta hän tunsi tien, joka oli siellä."),
        ("tr", "O eve daha önce hiç gitmemişti ama yolu çok iyi biliyordu."),
        ("ru", "Она никогда не была в этом доме, но хорошо знала дорогу."),
        ("uk", "Вона ніколи не була в цьому будинку, але добре знала дорогу."),
        ("bg", "Тя никога не беше влизала в тази къща, но знаеше пътя."),
        ("el", "Δεν είχε πάει ποτέ σε αυτό το σπίτι."),
        ("zh", "她从来没有去过那座房子，但是她认识路。"),
        ("ja", "彼女はその家に行ったことがなかったが、道は知っていた。"),
        ("ko", "그녀는 그 집에 가 본 적이 없었지만 길은 알고 있었다."),
        ("ar", "لم تكن قد زارت ذلك البيت من قبل."),
        ("fa", "او هرگز به آن خانه نرفته بود، اما راه را می‌دانست چون پدر گفته بود."),
        ("he", "היא מעולם לא הייתה בבית הזה."),
        ("th", "เธอไม่เคยไปบ้านหลังนั้นมาก่อน"),
        ("hi", "वह उस घर में पहले कभी नहीं गई थी।"),
        ("", "12:30 — 4 × 5"),
        ("", ""),
    ],
)
def test_the_language_of_a_sentence(language: str, text: str) -> None:
    assert guess_language(text) == language


def test_a_foreign_name_does_not_outweigh_the_rest() -> None:
    assert guess_language("她从来没有去过 Mecklenburg，但是她认识路。") == "zh"
    assert guess_language("Он читал об этом в «The New York Times» и не верил, что это было так.") == "ru"
