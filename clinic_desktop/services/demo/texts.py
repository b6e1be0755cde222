"""What people of the demo say and doctors write: reasons and notes by speciality."""

from dataclasses import dataclass

from clinic_desktop.services.demo.organisation import (
    CARDIOLOGY,
    DERMATOLOGY,
    GENERAL,
    GYNAECOLOGY,
    NEUROLOGY,
    ORTHOPAEDICS,
    PAEDIATRICS,
)


@dataclass(frozen=True, slots=True)
class Story:
    """Why somebody came, and what was found and planned."""

    reason: str
    findings: str
    diagnosis: str
    plan: str


STORIES = {
    GENERAL: (
        Story(
            "Fever for three days", "38.4 °C, throat red, lungs clear.", "Viral infection", "Rest, fluids, paracetamol."
        ),
        Story(
            "Diabetes review",
            "Fasting sugar 142, feet without findings.",
            "Type 2 diabetes",
            "Metformin as before; HbA1c.",
        ),
        Story("Cough", "No fever. A few wheezes.", "Acute bronchitis", "Inhaler for a week, come back if worse."),
        Story("Tiredness", "Pale conjunctivae.", "Suspected anaemia", "Blood count, ferritin."),
        Story("Blood pressure check", "148/92, pulse 76.", "Hypertension", "Less salt; measure at home for two weeks."),
        Story("Stomach pain", "Soft abdomen, tender above.", "Gastritis", "Pantoprazole 40 mg for two weeks."),
        Story("Travel vaccination", "No contraindication.", "Vaccination advice", "Typhoid and hepatitis A today."),
    ),
    CARDIOLOGY: (
        Story(
            "Chest tightness on stairs", "ECG sinus rhythm, no ST changes.", "Suspected angina", "Stress test, aspirin."
        ),
        Story("Palpitations", "Regular pulse 82. Single extra beats.", "Extrasystoles", "24-hour ECG."),
        Story(
            "Check after stent",
            "Wound dry, 128/80.",
            "Coronary disease, stable",
            "Go on as before; lipids in 3 months.",
        ),
        Story("Blood pressure", "156/94 on both arms.", "Hypertension", "Amlodipine 5 mg; review in a month."),
        Story("ECG report", "Left axis, no ischaemia.", "Normal variant", "No treatment needed."),
    ),
    DERMATOLOGY: (
        Story(
            "Itching rash", "Dry red patches in the elbows.", "Atopic eczema", "Emollient, hydrocortisone for 5 days."
        ),
        Story("Acne", "Papules on cheeks and back.", "Acne, moderate", "Adapalene at night; review in 8 weeks."),
        Story("Mole check", "Even border, 4 mm.", "Benign naevus", "Photo taken; look again in a year."),
        Story("Hair loss", "Diffuse thinning.", "Telogen effluvium", "Thyroid and ferritin."),
        Story("Fungal nail", "Two nails thickened.", "Onychomycosis", "Lacquer for six months."),
    ),
    PAEDIATRICS: (
        Story("Vaccination", "Well child.", "Routine immunisation", "Given today; next in two months."),
        Story("Cough and cold", "Ears normal, chest clear.", "Common cold", "Saline drops, fluids."),
        Story("Growth check", "On the 50th percentile.", "Normal development", "See again at 18 months."),
        Story("Ear pain", "Left drum red.", "Otitis media", "Amoxicillin for five days."),
        Story("Loose motions", "Not dehydrated.", "Gastroenteritis", "ORS and zinc."),
    ),
    ORTHOPAEDICS: (
        Story("Knee pain", "No effusion, full range.", "Patellofemoral pain", "Physiotherapy, twelve sessions."),
        Story("Low back pain", "Straight leg raise negative.", "Mechanical back pain", "Exercises; no imaging now."),
        Story("Shoulder stiff", "Abduction to 80°.", "Frozen shoulder", "Stretching; injection if no better."),
        Story("Plaster check", "Toes warm, moves well.", "Distal radius fracture, healing", "X-ray in two weeks."),
        Story("Ankle twisted", "Swelling outside, stable.", "Ankle sprain", "Brace for three weeks."),
    ),
    GYNAECOLOGY: (
        Story("Vorsorge", "Unauffällig.", "Vorsorge ohne Befund", "Kontrolle in einem Jahr."),
        Story(
            "Schwangerschaft, 20. Woche", "Herztöne gut, zeitgerecht.", "Schwangerschaft", "Ultraschall in 10 Wochen."
        ),
        Story("Unregelmäßige Blutung", "Tastbefund unauffällig.", "Zyklusstörung", "Hormonstatus."),
        Story("Pille, neues Rezept", "120/75.", "Verhütungsberatung", "Rezept für sechs Monate."),
    ),
    NEUROLOGY: (
        Story("Migraine", "No deficit.", "Migraine without aura", "Diary; triptan at onset."),
        Story(
            "Numb fingers",
            "Tinel positive on the right.",
            "Carpal tunnel syndrome",
            "Splint at night; conduction study.",
        ),
        Story("Seizure review", "No seizure for a year.", "Epilepsy, controlled", "Levetiracetam as before."),
        Story("Dizziness", "Dix-Hallpike positive right.", "Positional vertigo", "Epley done; exercises."),
    ),
}
CANCELLED_BY_PATIENT = ("Feels better", "Work", "No transport", "Went elsewhere", "Double booking", "Travelling")
CANCELLED_BY_CLINIC = ("Doctor ill", "Doctor in theatre")
DISCOUNT_REASONS = ("Senior citizen", "Staff family", "Second child")
