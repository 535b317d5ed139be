CREATE TABLE "activity_sessions" (
	"access_key_id" text PRIMARY KEY NOT NULL,
	"rank" smallint NOT NULL,
	"event_id" text NOT NULL,
	"body" jsonb NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "actor" jsonb;--> statement-breakpoint
CREATE INDEX "activity_sessions_expires" ON "activity_sessions" USING btree ("expires_at");