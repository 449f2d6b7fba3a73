-- One import runs at a time, also when two processes begin at the same instant.
UPDATE import_job SET state = 'interrupted', finished_at = beat_at, beat_at = NULL WHERE state = 'running';
CREATE UNIQUE INDEX import_job_turn ON import_job (state) WHERE state = 'running';
