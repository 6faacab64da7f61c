-- /mnt/us/books/walk.epub.sdr/metadata.epub.lua
return {
    ["annotations"] = {
        [1] = { ["chapter"] = "One", ["color"] = "orange", ["datetime"] = "2024-05-05 10:00:00", ["datetime_updated"] = "2024-05-06 10:00:00", ["drawer"] = "lighten", ["note"] = "why", ["page"] = "/body/DocFragment[3]/body/p[2]/text().5", ["pageno"] = 12, ["pageref"] = "xii", ["pos0"] = "/body/DocFragment[3]/body/p[2]/text().5", ["pos1"] = "/body/DocFragment[3]/body/p[2]/text().9", ["text"] = "left at dawn" },
        [2] = { ["datetime"] = "2024-05-05 10:00:00", ["drawer"] = "underscore", ["page"] = 7, ["text"] = "same second" },
        [3] = { ["datetime"] = "2024-05-05 10:00:00", ["drawer"] = "underscore", ["page"] = 7, ["text"] = "same second" },
        [4] = { ["datetime"] = "2024-05-05 10:02:00", ["page"] = 8, ["text"] = "in One", ["chapter"] = "One", ["note"] = "a bookmark with a note" },
        [5] = { ["datetime"] = "2024-05-05 10:03:00", ["page"] = 9, ["text"] = "Page 9 in One" },
        [6] = { ["datetime"] = "2024-05-05 10:04:00", ["drawer"] = "strikeout", ["page"] = 9, ["text"] = "" },
        [7] = { ["datetime"] = "readtui:fd282688-7a7b-42f3-a8cc-30bff0696218", ["drawer"] = "invert", ["page"] = 10, ["text"] = "own" },
    },
    ["doc_path"] = "C:\\books\\walk.epub.zip",
    ["doc_props"] = { ["authors"] = "Ada Berg\nBo Lind", ["language"] = "en", ["title"] = "N/A" },
    ["stats"] = { ["title"] = "", ["authors"] = "" },
    ["summary"] = { ["note"] = "A fine walk.", ["modified"] = "2024-05-07", ["status"] = "complete" },
}
