"""Given and family names of invented patients, by culture and in its script."""

from dataclasses import dataclass
from random import Random

from clinic_desktop.domain.codes import Gender


@dataclass(frozen=True, slots=True)
class Culture:
    """Names of one script. ``language`` is the patient's; ``joined`` sets family name first, without a space."""

    language: str
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    joined: bool = False

    def name(self, chance: Random, gender: Gender) -> str:
        """A full name."""
        given = chance.choice(self.women if gender is Gender.FEMALE else self.men)
        family = chance.choice(self.families)
        return family + given if self.joined else f"{given} {family}"


def _names(text: str, *more: str) -> tuple[str, ...]:
    return (*text.split(), *more)


INDIAN = Culture(
    "en",
    _names(
        "Asha Meera Kavya Priya Anjali Lakshmi Divya Nandini Shreya Sunita Rekha Pooja Deepa Ananya Sneha Vidya Gayatri"
        " Radhika Ishita Tanvi Neha Bhavana Chitra Farida Ayesha Maria Swathi Harini Pallavi Usha Geeta Leela Rohini"
    ),
    _names(
        "Arjun Rohan Vikram Suresh Ramesh Karthik Rahul Dev Imran Aditya Nikhil Sanjay Manoj Prakash Ganesh Harish"
        " Kiran"
        " Mahesh Naveen Pranav Rajesh Sachin Tarun Uday Varun Yash Joseph Salim Gurpreet Ashok Mohan Dinesh Anil"
    ),
    _names(
        "Rao Iyer Sharma Gowda Reddy Nair Menon Malhotra Kulkarni Patil Shetty Hegde Bhat Kapoor Verma Gupta Das"
        " Banerjee"
        " Fernandes D'Souza Khan Sheikh Pillai Krishnan Desai Joshi Singh Chatterjee Mehta Kamath Naidu Thomas Pereira"
    ),
)
HINDI = Culture(
    "hi",
    _names("मीरा आशा प्रिया अंजलि सुनीता रेखा पूजा दीपा कविता सीता गीता नेहा ज्योति लक्ष्मी राधा श्रद्धा"),
    _names("अर्जुन रोहन विक्रम सुरेश रमेश राहुल देव आदित्य संजय मनोज प्रकाश गणेश हरीश महेश राजेश कृष्ण"),
    _names("शर्मा वर्मा श्रीवास्तव मिश्रा गुप्ता त्रिपाठी पाण्डेय सिंह यादव जोशी चौहान अग्रवाल तिवारी द्विवेदी"),
)
TAMIL = Culture(
    "ta",
    _names("மீனாட்சி லட்சுமி கவிதா பிரியா தமிழ்ச்செல்வி மாலதி ரேவதி செல்வி வள்ளி அனிதா சுமதி கீதா"),
    _names("முருகன் கார்த்திக் செந்தில் குமார் ரவி அருண் பாலா சரவணன் விக்னேஷ் மணி சுரேஷ் கண்ணன்"),
    _names("சுப்ரமணியன் ராமசாமி நடராஜன் வேலு பழனிசாமி சுந்தரம் கோபால் அண்ணாமலை ராஜேந்திரன் பெருமாள்"),
)
ARABIC = Culture(
    "ar",
    _names("فاطمة عائشة مريم ليلى نور زينب سارة هدى رنا سلمى أمل ياسمين"),
    _names("محمد علي أحمد حسن يوسف عمر خالد إبراهيم كريم سامي طارق مصطفى"),
    _names("الحسن النجار الشامي حداد خوري منصور السيد العلي درويش صالح الخطيب عباس"),
)
GERMAN = Culture(
    "de",
    _names(
        "Anna Zoë Käthe Lena Sophie Marlene Greta Ingrid Ursula Katharina Johanna Frieda Heike Birgit Nele Charlotte"
        " Emilia Mathilda Hannelore Anne-Sophie",
        "Eva Maria",
    ),
    _names(
        "Jonas Lukas Jürgen Björn Günter Felix Maximilian Stefan Matthias Sören Heinz Wolfgang Paul Emil Anton Tobias"
        " Jörg Friedrich Henri Hans-Peter",
        "Karl Heinz",
    ),
    _names(
        "Müller Schmidt Schäfer Weiß Krüger Größmann Hoffmann Köhler Bäcker Vogel Zimmermann Jäger Schröder Neumann"
        " Lange Böhm Franke Seidel Lang-Öztürk Straßburg",
        "von der Heide",
        "zu Hohenfels",
    ),
)
TURKISH = Culture(
    "tr",
    _names("Ayşe Elif Zeynep Gülşah Şebnem Özlem Çiğdem İrem Sibel Tuğba"),
    _names("Mehmet Mustafa Ömer Çağlar Işık Şükrü Emre Gökhan İsmail Uğur"),
    _names("Yılmaz Öztürk Şahin Çelik Doğan Kılıç Aydın Güneş Yıldız Koç"),
)
CYRILLIC = Culture(
    "uk",
    _names("Олена Наталія Марія Ірина Юлія Світлана Катерина Ольга Анна Тетяна"),
    _names("Олександр Іван Дмитро Андрій Сергій Михайло Юрій Богдан Павло Максим"),
    _names("Шевченко Коваленко Бондаренко Мельник Кравчук Іваненко Ткаченко Савченко Петренко Лисенко"),
)
CHINESE = Culture(
    "zh",
    _names("小梅 丽华 秀英 静怡 雨桐 晓燕 美玲 欣怡"),
    _names("小明 伟强 志远 建国 浩然 俊杰 子轩 国华"),
    _names("王 李 张 刘 陈 杨 黄 欧阳 司马 赵"),
    joined=True,
)
EUROPEAN = Culture(
    "en",
    _names("Agnieszka Małgorzata Zofia Éloïse Françoise Chloé Siobhán Åsa Maëlle Nuria"),
    _names("Łukasz Paweł Zbigniew François Gérard Søren Ørjan Íñigo Seán Václav"),
    _names("Wiśniewski Dąbrowska Lefèvre Béranger Nuñez Ó'Brien Åkesson Dvořák Højgaard O’Connor"),
)

IN_BENGALURU = ((INDIAN, 66), (HINDI, 13), (TAMIL, 9), (ARABIC, 6), (CHINESE, 2), (EUROPEAN, 4))
"""Who lives there, in percent."""
IN_BERLIN = ((GERMAN, 52), (TURKISH, 13), (CYRILLIC, 10), (ARABIC, 7), (CHINESE, 5), (EUROPEAN, 9), (INDIAN, 4))
