"""What is measured: two floors and four pages, all of the programme that the real case is about."""

EMPTY = "Boden (a): leere Ansicht"
TABLE = "Boden (b): Summe und 50 Zeilen"
OVERVIEW, BUDGET = "Übersicht", "Budget"

PAGES = {
    EMPTY: "/bench/empty/",
    TABLE: "/bench/table/warendorf/2021/",
    OVERVIEW: "/warendorf/2021/",
    BUDGET: "/warendorf/2021/budget/",
    "Maßnahmen": "/warendorf/2021/massnahmen/",
    "Eckwerteblatt": "/warendorf/2021/eckwerte/",
}
