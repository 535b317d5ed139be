CREATE TABLE "saved_queries" (
	"name" text PRIMARY KEY NOT NULL,
	"about" text NOT NULL,
	"sql" text NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp with time zone NOT NULL
);
