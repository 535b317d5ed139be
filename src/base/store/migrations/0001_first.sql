CREATE TABLE "schedules" (
	"name" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"every" text NOT NULL,
	"data" jsonb NOT NULL,
	"key" text,
	"next_run_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "schedules_next_run" ON "schedules" USING btree ("next_run_at");