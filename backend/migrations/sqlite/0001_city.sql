-- The city: areas, places, people, workers. Coordinates are WGS-84; geometry is WKB.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
);
INSERT INTO counter (name, value) VALUES ('case', 0), ('event', 0), ('area_revision', 0), ('place', 0), ('base_feature', 0), ('person', 0);

CREATE TABLE area (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    grid_kind TEXT,
    boundary BLOB NOT NULL,
    label_lon REAL NOT NULL,
    label_lat REAL NOT NULL,
    households INTEGER NOT NULL
);

CREATE TABLE base_feature (
    id INTEGER NOT NULL PRIMARY KEY,
    layer TEXT NOT NULL,
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    geometry BLOB NOT NULL
);

CREATE TABLE complex (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES area (code),
    lon REAL NOT NULL,
    lat REAL NOT NULL
);

-- What complexes and roads were called before; by their present name, for both are known by it.
CREATE TABLE former_name (
    name TEXT NOT NULL,
    former TEXT NOT NULL,
    PRIMARY KEY (name, former)
);

CREATE TABLE building (
    id INTEGER NOT NULL PRIMARY KEY,
    complex_id INTEGER REFERENCES complex (id),
    area_code TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    aliases TEXT NOT NULL,
    kind TEXT NOT NULL,
    floors INTEGER NOT NULL,
    height REAL NOT NULL,
    footprint BLOB NOT NULL,
    lon REAL NOT NULL,
    lat REAL NOT NULL,
    external_id TEXT UNIQUE,
    -- JSON: where each field came from, for what the register brought or changed.
    origin TEXT
);
CREATE INDEX building_by_area ON building (area_code);

CREATE TABLE entrance (
    id INTEGER NOT NULL PRIMARY KEY,
    building_id INTEGER NOT NULL REFERENCES building (id),
    number INTEGER NOT NULL,
    lon REAL NOT NULL,
    lat REAL NOT NULL
);
CREATE INDEX entrance_by_building ON entrance (building_id);

CREATE TABLE dwelling (
    id INTEGER NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    building_id INTEGER NOT NULL REFERENCES building (id),
    entrance_id INTEGER NOT NULL REFERENCES entrance (id),
    floor INTEGER NOT NULL,
    number TEXT NOT NULL,
    usage TEXT NOT NULL,
    owner_name TEXT NOT NULL,
    -- Sealed.
    owner_phone TEXT,
    -- JSON: where each field came from.
    origin TEXT NOT NULL
);
CREATE INDEX dwelling_by_building ON dwelling (building_id, number);

CREATE TABLE household (
    id INTEGER NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    dwelling_id INTEGER NOT NULL REFERENCES dwelling (id)
);

CREATE TABLE resident (
    id INTEGER NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    household_id INTEGER NOT NULL REFERENCES household (id),
    dwelling_id INTEGER NOT NULL REFERENCES dwelling (id),
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth DATE NOT NULL,
    relation TEXT NOT NULL,
    registration TEXT NOT NULL,
    care TEXT,
    -- Sealed, as is the identity number; each is found by its keyed hash.
    phone TEXT,
    phone_hash TEXT,
    -- The last four digits, which every list may show.
    phone_tail TEXT,
    identity TEXT,
    identity_hash TEXT,
    -- Where the person is registered, when that is not the dwelling.
    registered_address TEXT,
    moved_in DATE NOT NULL,
    moved_out DATE,
    -- JSON: where each field came from.
    origin TEXT NOT NULL,
    -- Counts changes of residents, so that every process brings its index up to date.
    revision INTEGER NOT NULL
);
CREATE INDEX resident_by_dwelling ON resident (dwelling_id);
CREATE INDEX resident_by_phone ON resident (phone_hash);
CREATE INDEX resident_by_identity ON resident (identity_hash);
CREATE INDEX resident_by_revision ON resident (revision);

CREATE TABLE tenancy (
    dwelling_id INTEGER NOT NULL REFERENCES dwelling (id),
    resident_id INTEGER NOT NULL REFERENCES resident (id),
    starts DATE NOT NULL,
    ends DATE,
    PRIMARY KEY (dwelling_id, resident_id, starts)
);

CREATE TABLE worker (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    phone TEXT NOT NULL
);

CREATE TABLE post_held (
    worker_id INTEGER NOT NULL REFERENCES worker (id),
    post TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES area (code),
    building_id INTEGER REFERENCES building (id)
);
CREATE INDEX post_held_by_area ON post_held (area_code);

CREATE TABLE worker_leave (
    worker_id INTEGER NOT NULL REFERENCES worker (id),
    starts_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL
);

CREATE TABLE liaison (
    department TEXT NOT NULL,
    worker_id INTEGER NOT NULL REFERENCES worker (id),
    area_code TEXT NOT NULL REFERENCES area (code)
);
