-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "The landing",
            ["color"] = "green",
            ["datetime"] = "2024-07-05 10:15:30",
            ["datetime_updated"] = "2024-07-06 08:00:00",
            ["drawer"] = "lighten",
            ["note"] = "Why \"both\"?\
A second line.",
            ["page"] = "/body/DocFragment[5]/body/p[3]/text().10",
            ["pageno"] = 12,
            ["pos0"] = "/body/DocFragment[5]/body/p[3]/text().10",
            ["pos1"] = "/body/DocFragment[5]/body/p[3]/text().46",
            ["text"] = "the dog slept through both crossings",
        },
        [2] = {
            ["chapter"] = "The landing",
            ["datetime"] = "2024-07-05 10:20:00",
            ["page"] = "/body/DocFragment[5]/body/p[4]/text().0",
            ["pageno"] = 13,
            ["text"] = "in The landing",
        },
        [3] = {
            ["datetime"] = "2024-07-05 10:21:00",
            ["drawer"] = "underscore",
            ["page"] = "/body/DocFragment[5]/body/p[5]/text().0",
            ["pageno"] = 14,
            ["pos0"] = "/body/DocFragment[5]/body/p[5]/text().0",
            ["pos1"] = "/body/DocFragment[5]/body/p[5]/text().12",
            ["text"] = "in single file",
        },
    },
    ["doc_path"] = "/mnt/us/books/Lund, Ada - The Ferry Year.epub",
    ["doc_props"] = {
        ["authors"] = "Ada Lund\
Bo Hale",
        ["language"] = "en",
        ["title"] = "The Ferry Year",
    },
    ["percent_finished"] = 0.25,
    ["stats"] = {
        ["avg_time"] = nan,
        ["highlights"] = 2,
    },
    ["summary"] = {
        ["modified"] = "2024-07-06",
        ["note"] = "Read it again in winter.",
        ["status"] = "complete",
    },
}
