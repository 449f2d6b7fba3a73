-- The city: areas, places, people, workers. Coordinates are WGS-84; geometry is WKB.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('case', 0), ('event', 0), ('area_revision', 0), ('place', 0), ('base_feature', 0), ('person', 0);

CREATE TABLE area (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    level TEXT NOT NULL,
    grid_kind TEXT,
    boundary BYTEA NOT NULL,
    label_lon DOUBLE PRECISION NOT NULL,
    label_lat DOUBLE PRECISION NOT NULL,
    households BIGINT NOT NULL
);

CREATE TABLE base_feature (
    id BIGINT NOT NULL PRIMARY KEY,
    layer TEXT NOT NULL,
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    geometry BYTEA NOT NULL
);

CREATE TABLE complex (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES area (code),
    lon DOUBLE PRECISION NOT NULL,
    lat DOUBLE PRECISION NOT NULL
);

-- What complexes and roads were called before; by their present name, for both are known by it.
CREATE TABLE former_name (
    name TEXT NOT NULL,
    former TEXT NOT NULL,
    PRIMARY KEY (name, former)
);

CREATE TABLE building (
    id BIGINT NOT NULL PRIMARY KEY,
    complex_id BIGINT REFERENCES complex (id),
    area_code TEXT NOT NULL,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    aliases TEXT NOT NULL,
    kind TEXT NOT NULL,
    floors BIGINT NOT NULL,
    height DOUBLE PRECISION NOT NULL,
    footprint BYTEA NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    lat DOUBLE PRECISION NOT NULL,
    external_id TEXT UNIQUE,
    -- JSON: where each field came from, for what the register brought or changed.
    origin TEXT
);
CREATE INDEX building_by_area ON building (area_code);

CREATE TABLE entrance (
    id BIGINT NOT NULL PRIMARY KEY,
    building_id BIGINT NOT NULL REFERENCES building (id),
    number BIGINT NOT NULL,
    lon DOUBLE PRECISION NOT NULL,
    lat DOUBLE PRECISION NOT NULL
);
CREATE INDEX entrance_by_building ON entrance (building_id);

CREATE TABLE dwelling (
    id BIGINT NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    building_id BIGINT NOT NULL REFERENCES building (id),
    entrance_id BIGINT NOT NULL REFERENCES entrance (id),
    floor BIGINT NOT NULL,
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
    id BIGINT NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    dwelling_id BIGINT NOT NULL REFERENCES dwelling (id)
);

CREATE TABLE resident (
    id BIGINT NOT NULL PRIMARY KEY,
    area_code TEXT NOT NULL,
    household_id BIGINT NOT NULL REFERENCES household (id),
    dwelling_id BIGINT NOT NULL REFERENCES dwelling (id),
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
    revision BIGINT NOT NULL
);
CREATE INDEX resident_by_dwelling ON resident (dwelling_id);
CREATE INDEX resident_by_phone ON resident (phone_hash);
CREATE INDEX resident_by_identity ON resident (identity_hash);
CREATE INDEX resident_by_revision ON resident (revision);

CREATE TABLE tenancy (
    dwelling_id BIGINT NOT NULL REFERENCES dwelling (id),
    resident_id BIGINT NOT NULL REFERENCES resident (id),
    starts DATE NOT NULL,
    ends DATE,
    PRIMARY KEY (dwelling_id, resident_id, starts)
);

CREATE TABLE worker (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    phone TEXT NOT NULL
);

CREATE TABLE post_held (
    worker_id BIGINT NOT NULL REFERENCES worker (id),
    post TEXT NOT NULL,
    area_code TEXT NOT NULL REFERENCES area (code),
    building_id BIGINT REFERENCES building (id)
);
CREATE INDEX post_held_by_area ON post_held (area_code);

CREATE TABLE worker_leave (
    worker_id BIGINT NOT NULL REFERENCES worker (id),
    starts_at TIMESTAMPTZ NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE liaison (
    department TEXT NOT NULL,
    worker_id BIGINT NOT NULL REFERENCES worker (id),
    area_code TEXT NOT NULL REFERENCES area (code)
);
