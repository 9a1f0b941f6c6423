"""The words that the demo model knows."""

from __future__ import annotations

CAPITALS = {
    "Argentina": "Buenos Aires", "Australia": "Canberra", "Austria": "Vienna", "Belgium": "Brussels",
    "Brazil": "Brasilia", "Bulgaria": "Sofia", "Canada": "Ottawa", "Chile": "Santiago",
    "China": "Beijing", "Croatia": "Zagreb", "Cuba": "Havana", "Denmark": "Copenhagen",
    "Egypt": "Cairo", "Estonia": "Tallinn", "Finland": "Helsinki", "France": "Paris",
    "Germany": "Berlin", "Greece": "Athens", "Hungary": "Budapest", "Iceland": "Reykjavik",
    "India": "New Delhi", "Indonesia": "Jakarta", "Ireland": "Dublin", "Italy": "Rome",
    "Japan": "Tokyo", "Kenya": "Nairobi", "Latvia": "Riga", "Lithuania": "Vilnius",
    "Mexico": "Mexico City", "Morocco": "Rabat", "Nepal": "Kathmandu", "Norway": "Oslo",
    "Peru": "Lima", "Poland": "Warsaw", "Portugal": "Lisbon", "Romania": "Bucharest",
    "Serbia": "Belgrade", "Slovakia": "Bratislava", "Slovenia": "Ljubljana", "Spain": "Madrid",
    "Sweden": "Stockholm", "Switzerland": "Bern", "Thailand": "Bangkok", "Turkey": "Ankara",
    "Ukraine": "Kyiv", "Uruguay": "Montevideo", "Vietnam": "Hanoi", "Zambia": "Lusaka",
}  # fmt: skip

NAMES = (
    "Ada", "Alex", "Alice", "Amir", "Ana", "Anna", "Ben", "Bruno", "Carl", "Clara", "Daniel", "David",
    "Elena", "Emma", "Erik", "Eva", "Felix", "Finn", "Frida", "Grace", "Hana", "Hugo", "Ida", "Ines",
    "Iris", "Ivan", "Jack", "James", "Jonas", "Julia", "Kai", "Karl", "Lara", "Laura", "Lea", "Leo",
    "Lina", "Lucas", "Lucy", "Maria", "Marta", "Max", "Mia", "Mila", "Mira", "Nina", "Noah", "Nora",
    "Olga", "Oscar", "Otto", "Paul", "Peter", "Rosa", "Ruth", "Sam", "Sara", "Sofia", "Theo", "Tim",
    "Tom", "Vera", "Victor", "Zoe",
)  # fmt: skip

LISTABLE = (
    "apple", "banana", "bread", "bridge", "candle", "castle", "cherry", "cloud", "desk", "door", "eagle",
    "engine", "feather", "fish", "flower", "forest", "garden", "glass", "hammer", "honey", "island",
    "jacket", "kettle", "ladder", "lemon", "mirror", "mountain", "needle", "ocean", "orange", "paper",
    "pencil", "river", "rocket", "silver", "spoon", "table", "tiger", "umbrella", "violin", "water",
    "window", "winter", "yellow", "zebra",
)  # fmt: skip

ANIMALS = (
    "bear", "cat", "crow", "dog", "duck", "fox", "frog", "goat", "hare", "hen", "horse", "mole", "mouse",
    "otter", "owl", "robin",
)  # fmt: skip

PLACES = (
    "barn", "cave", "forest", "garden", "harbour", "meadow", "mill", "tower", "valley", "village",
)  # fmt: skip

COLOURS = (
    "black", "blue", "brown", "golden", "green", "grey", "purple", "red", "silver", "white",
)  # fmt: skip

TOPICS = (
    "algebra", "art", "atoms", "baking", "ballet", "banks", "bees", "birds", "biology", "books",
    "cancer", "cars", "chemistry", "chess", "climate", "coffee", "comets", "computers", "cooking",
    "crime", "dance", "deserts", "dinosaurs", "dreams", "economics", "energy", "evolution", "fashion",
    "films", "football", "galaxies", "genes", "ghosts", "gold", "grammar", "gravity", "guitars",
    "health", "history", "insects", "jazz", "justice", "kings", "languages", "law", "lions", "love",
    "magic", "maps", "marriage", "medicine", "memory", "money", "moons", "mountains", "music",
    "mushrooms", "neurons", "novels", "oceans", "opera", "painting", "pandas", "philosophy", "physics",
    "pianos", "planets", "plants", "poems", "politics", "prime", "numbers", "quantum", "physics", "rain",
    "religion", "robots", "Rome", "sailing", "Shakespeare", "ships", "snow", "soccer", "space", "sport",
    "stars", "stocks", "storms", "taxes", "tea", "tennis", "the", "brain", "the", "moon", "the", "sea",
    "time", "trains", "trees", "vaccines", "volcanoes", "war", "whales", "wine", "wolves", "yoga",
)  # fmt: skip

FAR_COUNTRIES = (
    "Angola", "Bolivia", "Chad", "Fiji", "Gabon", "Ghana", "Haiti", "Laos", "Malta", "Mongolia", "Oman",
    "Qatar", "Samoa", "Tonga", "Yemen",
)  # fmt: skip
